package dev.homelab.edge.watch;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** An answer that is asked for again beside when it is old; whoever wants it never waits. */
final class Aged<T> {
  private final Duration most;
  private final InstantSource clock;
  private final Supplier<Future<T>> ask;
  private T latest;
  private Instant at = Instant.MIN;
  private boolean asking;

  /**
   * @param none what holds before the first answer
   */
  Aged(Duration most, InstantSource clock, T none, Supplier<Future<T>> ask) {
    this.most = most;
    this.clock = clock;
    this.latest = none;
    this.ask = ask;
  }

  /** The latest good answer. */
  T get() {
    Instant now = clock.instant();
    boolean fresh = !now.isBefore(at) && Duration.between(at, now).compareTo(most) < 0;
    if (!fresh && !asking) {
      asking = true;
      ask.get()
          .onSuccess(
              answer -> {
                latest = answer;
                at = now;
              })
          .onComplete(done -> asking = false);
    }
    return latest;
  }
}
