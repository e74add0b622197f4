package dev.homelab.log;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.ToLongFunction;

/** Which whole days of a log leave (RULES L7). Pure. */
final class Retention {
  private Retention() {}

  /**
   * A day that leaves.
   *
   * @param unsentBytes what the hub lacks of it; zero where it has everything
   */
  record Drop(LocalDate day, long bytes, long unsentBytes) {}

  /**
   * Down to the limit: the oldest days that the hub has wholly, then the oldest that it lacks;
   * never yesterday, today or a day after.
   *
   * @param held how much of each day the hub has
   */
  static List<Drop> plan(
      SortedMap<LocalDate, Long> days,
      ToLongFunction<LocalDate> held,
      long maxBytes,
      LocalDate today) {
    long total = days.values().stream().mapToLong(Long::longValue).sum();
    List<Drop> drops = new ArrayList<>();
    for (boolean unsent : new boolean[] {false, true}) {
      for (Map.Entry<LocalDate, Long> day : days.entrySet()) {
        long lacks = Math.max(0, day.getValue() - held.applyAsLong(day.getKey()));
        boolean old = day.getKey().isBefore(today.minusDays(1));
        if (total > maxBytes && old && unsent == lacks > 0) {
          drops.add(new Drop(day.getKey(), day.getValue(), lacks));
          total -= day.getValue();
        }
      }
    }
    return drops;
  }
}
