package dev.homelab.clock;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Both clocks of a machine.
 *
 * @param nanos of the one that only runs on, as {@link System#nanoTime}
 */
public record MomentClock(InstantSource wall, LongSupplier nanos) {
  /** The process's own clock that only runs on, beside a wall clock. */
  public static MomentClock beside(InstantSource wall) {
    return new MomentClock(wall, System::nanoTime);
  }

  public static MomentClock system() {
    return beside(InstantSource.system());
  }

  public Moment now() {
    return new Moment(wall.instant(), Duration.ofNanos(nanos.getAsLong()));
  }
}
