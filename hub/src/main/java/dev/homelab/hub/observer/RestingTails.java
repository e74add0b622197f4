package dev.homelab.hub.observer;

import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The tails of a log's days, lines without their newline, that have not grown for a minute: nobody
 * seems to write on them, so a node does not have to wait for them to count as caught up (RULES
 * Y6).
 */
final class RestingTails {
  private static final Duration REST = Duration.ofMinutes(1);

  private final LongSupplier nanos;
  private final Map<LocalDate, Tail> tails = new HashMap<>();

  private record Tail(long size, long sinceNanos) {}

  RestingTails(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Those of the days' sizes that have stayed the same for long enough. */
  Map<LocalDate, Long> of(Map<LocalDate, Long> sizes) {
    tails.keySet().retainAll(sizes.keySet());
    Map<LocalDate, Long> resting = new HashMap<>();
    sizes.forEach(
        (day, size) -> {
          if (isResting(day, size)) {
            resting.put(day, size);
          }
        });
    return resting;
  }

  private boolean isResting(LocalDate day, long size) {
    long now = nanos.getAsLong();
    Tail known = tails.get(day);
    if (known == null || known.size() != size) {
      tails.put(day, new Tail(size, now));
      return false;
    }
    return now - known.sinceNanos() >= REST.toNanos();
  }
}
