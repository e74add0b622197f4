package dev.homelab.supervision;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: full jitter (RULES Y8), a random time below a limit that
 * doubles with each failure up to a cap, so that nodes that lost the same hub do not return as one.
 */
public record Backoff(Duration base, Duration cap, int failures) {

  public static Backoff of(Duration base, Duration cap) {
    return new Backoff(base, cap, 0);
  }

  public Backoff failed() {
    return new Backoff(base, cap, Math.min(failures + 1, 30));
  }

  public Backoff succeeded() {
    return new Backoff(base, cap, 0);
  }

  /** At least a millisecond. */
  public Duration delay(RandomGenerator random) {
    long limit = Math.min(cap.toMillis(), base.toMillis() << Math.max(0, failures - 1));
    return Duration.ofMillis(1 + random.nextLong(Math.max(1, limit)));
  }
}
