package dev.homelab.supervision;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Says a trouble in the process's own log when it begins, when another reason of it is seen, and
 * when it is over; nothing meanwhile. It is over when something works and nothing has failed for a
 * minute: on a disk that is nearly full small things work between the failures. From any thread.
 */
public final class SaidOnce {
  private static final Duration QUIET = Duration.ofMinutes(1);

  /** Of very many reasons the first ones say enough. */
  private static final int MOST_REASONS = 10;

  private final System.Logger log;
  private final String what;
  private final LongSupplier nanos;
  private final Set<String> said = new HashSet<>();
  private long failedNanos;

  /**
   * There is none yet.
   *
   * @param what the trouble
   */
  public SaidOnce(System.Logger log, String what) {
    this(log, what, System::nanoTime);
  }

  SaidOnce(System.Logger log, String what, LongSupplier nanos) {
    this.log = log;
    this.what = what;
    this.nanos = nanos;
  }

  public synchronized void failed(Throwable failure) {
    failedNanos = nanos.getAsLong();
    String why = String.valueOf(failure.getMessage());
    if (said.size() < MOST_REASONS && said.add(why)) {
      log.log(Level.WARNING, what + ": " + why);
    }
  }

  public synchronized void works() {
    if (!said.isEmpty() && nanos.getAsLong() - failedNanos >= QUIET.toNanos()) {
      said.clear();
      log.log(Level.INFO, what + ": no more");
    }
  }
}
