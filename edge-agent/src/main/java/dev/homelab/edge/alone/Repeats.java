package dev.homelab.edge.alone;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How often a standing alert is to have been told: once, and again after pauses that grow to a day.
 * It follows from the alert's age by the wall clock alone, so that a restart knows how often: a
 * clock that jumps a day tells early, or waits a day longer, once. Pure.
 *
 * @param pauses after one telling and the next; the last one repeats
 */
public record Repeats(List<Duration> pauses) {
  public static final Repeats USUAL =
      new Repeats(
          List.of(
              Duration.ofMinutes(15),
              Duration.ofMinutes(45),
              Duration.ofHours(2),
              Duration.ofHours(6),
              Duration.ofDays(1)));

  public Repeats {
    pauses = List.copyOf(pauses);
  }

  /** How many times by now; at least once. */
  public int due(Instant raised, Instant now) {
    Duration age = Duration.between(raised, now);
    int times = 1;
    for (Duration pause : pauses) {
      age = age.minus(pause);
      if (age.isNegative()) {
        return times;
      }
      times++;
    }
    return times + (int) Math.min(1_000_000, age.dividedBy(pauses.getLast()));
  }
}
