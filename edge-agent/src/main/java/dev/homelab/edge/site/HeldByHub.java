package dev.homelab.edge.site;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** How much of a member's log the hub holds, as far as its gateway knows. Pure. */
final class HeldByHub {
  private HeldByHub() {}

  /**
   * The lengths; empty where nothing is known of it.
   *
   * @param days of the gateway's copy
   * @param told what the member said that the hub holds of its newest days
   * @param carried what the hub has said that it holds of what the gateway sent on
   */
  static Optional<Map<LocalDate, Long>> of(
      Collection<LocalDate> days,
      SortedMap<LocalDate, Long> told,
      SortedMap<LocalDate, Long> carried) {
    if (told.isEmpty() && carried.isEmpty()) {
      return Optional.empty();
    }
    Map<LocalDate, Long> held = new HashMap<>();
    for (LocalDate day : days) {
      held.put(day, Math.max(of(day, told), of(day, carried)));
    }
    return Optional.of(held);
  }

  /** What is older than the oldest of the newest was sent before. */
  private static long of(LocalDate day, SortedMap<LocalDate, Long> lengths) {
    return !lengths.isEmpty() && day.isBefore(lengths.firstKey())
        ? Long.MAX_VALUE
        : lengths.getOrDefault(day, 0L);
  }
}
