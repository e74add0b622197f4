package dev.homelab.edge.container;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Growing pauses between attempts: each up to double the one before, chosen at random below it
 * (full jitter), so that many who lost one server do not come back together.
 */
public record Backoff(Duration first, Duration most) {

  /** The pause after so many failures in a row (1 at first). */
  public Duration after(int failures, RandomGenerator random) {
    long ceiling = most.toMillis();
    int doublings = Math.clamp(failures - 1L, 0, 30);
    long bound = Math.min(ceiling, first.toMillis() << doublings);
    return Duration.ofMillis(bound / 2 + random.nextLong(bound / 2 + 1));
  }
}
