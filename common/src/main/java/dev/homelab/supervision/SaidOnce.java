package dev.homelab.supervision;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Says a trouble in the process's own log when it begins, when its reason is another one, and when
 * it is over; nothing meanwhile. From any thread.
 */
public final class SaidOnce {
  private final System.Logger log;
  private final String what;
  private @Nullable String said;

  /**
   * There is none yet.
   *
   * @param what the trouble
   */
  public SaidOnce(System.Logger log, String what) {
    this.log = log;
    this.what = what;
  }

  public synchronized void failed(Throwable failure) {
    String why = String.valueOf(failure.getMessage());
    if (!why.equals(said)) {
      said = why;
      log.log(Level.WARNING, what + ": " + why);
    }
  }

  public synchronized void works() {
    if (said != null) {
      said = null;
      log.log(Level.INFO, what + ": no more");
    }
  }
}
