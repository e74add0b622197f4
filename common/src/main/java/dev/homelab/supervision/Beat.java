package dev.homelab.supervision;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Regular work of a process at common moments: what comes each five seconds comes at the same ones
 * from every part, so that an idle machine is woken once for all of it.
 */
public final class Beat {
  private Beat() {}

  /**
   * As {@link Vertx#setPeriodic(long, Handler)}, but that the first time may come earlier.
   *
   * @return what {@link Vertx#cancelTimer} takes
   */
  public static long every(Vertx vertx, Duration period, Handler<Long> work) {
    return vertx.setPeriodic(untilNext(period, System.nanoTime()), period.toMillis(), work);
  }

  /** As {@link Vertx#setTimer}: once, at the next of these moments. */
  public static long next(Vertx vertx, Duration period, Handler<Long> work) {
    return vertx.setTimer(untilNext(period, System.nanoTime()), work);
  }

  /** Milliseconds, from 1 to the whole period. */
  static long untilNext(Duration period, long nanos) {
    long millis = period.toMillis();
    return millis - Math.floorMod(TimeUnit.NANOSECONDS.toMillis(nanos), millis);
  }
}
