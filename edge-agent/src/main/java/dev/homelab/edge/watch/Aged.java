package dev.homelab.edge.watch;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer that is asked for again only when it is old, or was none. */
final class Aged<T> {
  private final Duration most;
  private final InstantSource clock;
  private final Supplier<Future<T>> ask;
  private @Nullable Future<T> answer;
  private Instant at = Instant.MIN;

  Aged(Duration most, InstantSource clock, Supplier<Future<T>> ask) {
    this.most = most;
    this.clock = clock;
    this.ask = ask;
  }

  Future<T> get() {
    Instant now = clock.instant();
    Future<T> known = answer;
    boolean fresh = !now.isBefore(at) && Duration.between(at, now).compareTo(most) < 0;
    if (known != null && !known.failed() && fresh) {
      return known;
    }
    Future<T> asked = ask.get();
    answer = asked;
    at = now;
    return asked;
  }
}
