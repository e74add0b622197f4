package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.clock.MomentClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer that is asked for again beside when it is old; whoever wants it never waits. */
final class Aged<T> {
  private final Duration most;
  private final MomentClock clock;
  private final Supplier<Future<T>> ask;
  private Optional<T> latest = Optional.empty();
  private @Nullable Moment at;
  private boolean asking;

  Aged(Duration most, MomentClock clock, Supplier<Future<T>> ask) {
    this.most = most;
    this.clock = clock;
    this.ask = ask;
  }

  /** The latest good answer, however old where none comes; empty before the first. */
  Optional<T> get() {
    Moment now = clock.now();
    boolean fresh = at != null && !now.isPast(at, most);
    if (!fresh && !asking) {
      asking = true;
      ask.get()
          .onSuccess(
              answer -> {
                latest = Optional.of(answer);
                at = now;
              })
          .onComplete(done -> asking = false);
    }
    return latest;
  }
}
