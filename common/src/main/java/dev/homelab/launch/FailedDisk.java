package dev.homelab.launch;

import dev.homelab.log.EventLog;
import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * A disk on which the log can't be synced: the process ends and starts again, and then reads what
 * is really there (RULES L6).
 */
public final class FailedDisk {
  private static final System.Logger LOG = System.getLogger(FailedDisk.class.getName());

  private FailedDisk() {}

  /** Ends the process with status 1, soon. From any thread. */
  public static void end(Throwable failure) {
    LOG.log(Level.ERROR, "the log can't be synced; the process ends to start again", failure);
    // Not here: the end waits for what this thread holds.
    Thread.ofPlatform().name("disk-failed").start(() -> System.exit(1));
  }

  /**
   * The same where another node's log on the same disk failed: the next process is to tell of it,
   * and finds that in its own log.
   */
  public static void end(EventLog own, IOException failure) {
    try {
      own.markSyncFailed();
    } catch (IOException unmarked) {
      LOG.log(Level.WARNING, "the failed sync can't be told: " + unmarked.getMessage());
    }
    end(failure);
  }
}
