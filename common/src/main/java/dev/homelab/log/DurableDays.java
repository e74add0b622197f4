package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How much of each day of a log is known to be durable, and the one way to sync it (RULES L6).
 * After a failed sync it fails for ever, and leaves word in {@link FailedSyncs} for the next
 * process. For one thread.
 */
public final class DurableDays {
  private final Disk disk;
  private final LogFiles files;
  private final FailedSyncs failed;
  private final Map<LocalDate, Long> lengths = new HashMap<>();
  private final Set<LocalDate> secured = new HashSet<>();
  private volatile boolean broken;

  public DurableDays(Disk disk, Path root, NodeId node) {
    this(disk, new LogFiles(root, node));
  }

  DurableDays(Disk disk, LogFiles files) {
    this.disk = disk;
    this.files = files;
    this.failed = new FailedSyncs(disk, files.root());
  }

  /** Whether a sync has failed: what the disk then holds can't be known. */
  boolean isBroken() {
    return broken;
  }

  void requireSound() throws IOException {
    if (broken) {
      throw new SyncFailedException("a sync of the log failed; the process has to start again");
    }
  }

  /** Something that is durable when it returns. */
  private interface Sync {
    void run() throws IOException;
  }

  private void sync(LocalDate day, Sync sync) throws IOException {
    requireSound();
    try {
      sync.run();
    } catch (NoSuchFileException gone) {
      // Somebody took the day away meanwhile: that is no failure of the disk.
      throw gone;
    } catch (IOException cause) {
      broken = true;
      throw marked(day, new SyncFailedException(cause));
    }
  }

  private SyncFailedException marked(LocalDate day, SyncFailedException cause) {
    try {
      failed.add(files.file(day), lengths.getOrDefault(day, 0L));
    } catch (IOException unmarked) {
      cause.addSuppressed(unmarked);
    }
    return cause;
  }

  /** Makes durable what was appended to a day: its file holds at least so many bytes. */
  void sync(LocalDate day, Disk.OpenFile file, long length) throws IOException {
    sync(day, file::sync);
    lengths.merge(day, length, Math::max);
  }

  /**
   * Makes a day with its file where it is missing. It counts only after the file and the folders
   * above it are durable: whoever made them may have ended before that was so.
   */
  void secure(LocalDate day) throws IOException {
    if (secured.contains(day) && disk.exists(files.file(day))) {
      return;
    }
    DiskFiles.makeDirectories(disk, files.folder(day));
    try (Disk.OpenFile file = disk.openAppend(files.file(day))) {
      sync(day, file::sync);
    }
    sync(day, () -> DiskFiles.syncNames(disk, files.folder(day), files.root()));
    secured.add(day);
  }

  /**
   * Syncs what others appended to a day, and gives how much of it is durable then; nothing where
   * the day is gone. A file that is shorter than it was is another one.
   */
  public long upTo(LocalDate day) throws IOException {
    requireSound();
    try {
      long size = disk.size(files.file(day));
      long known = lengths.getOrDefault(day, 0L);
      if (size < known) {
        forget(day);
      }
      return size == known ? size : synced(day);
    } catch (NoSuchFileException gone) {
      forget(day);
      return 0;
    }
  }

  private long synced(LocalDate day) throws IOException {
    secure(day);
    try (Disk.OpenFile file = disk.openAppend(files.file(day))) {
      long size = file.size();
      sync(day, file, size);
      return size;
    }
  }

  /** Another file stands there, or none. */
  void forget(LocalDate day) {
    lengths.remove(day);
    secured.remove(day);
  }
}
