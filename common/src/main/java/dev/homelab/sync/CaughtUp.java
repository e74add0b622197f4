package dev.homelab.sync;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Whether all that a node is known to have logged has been folded (RULES Y6): everything up to the
 * end of log that it stated ten seconds ago or earlier, or up to the newest statement. Without any
 * statement the answer is no. Holds about one statement a second of the last ten, never more.
 */
public record CaughtUp(List<Stated> statements) {
  static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration SPACING = Duration.ofSeconds(1);
  public static final CaughtUp UNKNOWN = new CaughtUp(List.of());

  /** An end of log and the monotonic moment at which it was heard. */
  public record Stated(Duration at, SortedMap<LocalDate, Long> ends) {}

  public CaughtUp {
    statements = List.copyOf(statements);
  }

  /** With one more statement; times never go backwards. */
  public CaughtUp with(SortedMap<LocalDate, Long> ends, Duration now) {
    List<Stated> kept = new ArrayList<>(statements);
    if (kept.size() > 1 && kept.getLast().at().minus(SPACING).compareTo(before(kept)) < 0) {
      kept.removeLast();
    }
    kept.add(new Stated(now, ends));
    while (kept.size() > 1 && isOld(kept.get(1), now)) {
      kept.removeFirst();
    }
    return new CaughtUp(kept);
  }

  private static Duration before(List<Stated> kept) {
    return kept.get(kept.size() - 2).at();
  }

  private static boolean isOld(Stated stated, Duration now) {
    return now.minus(stated.at()).compareTo(PATIENCE) >= 0;
  }

  /**
   * Whether everything that counts by now has been folded.
   *
   * @param folded how far each day has been folded; a day that is not there has 0
   */
  public boolean is(Map<LocalDate, Long> folded, Duration now) {
    return statements.stream()
        .filter(stated -> isOld(stated, now) || stated.equals(statements.getLast()))
        .anyMatch(stated -> covers(folded, stated.ends()));
  }

  private static boolean covers(Map<LocalDate, Long> folded, Map<LocalDate, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> folded.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  /** How many bytes of the newest statement are not folded yet. */
  public long behind(Map<LocalDate, Long> folded) {
    if (statements.isEmpty()) {
      return 0;
    }
    return statements.getLast().ends().entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - folded.getOrDefault(end.getKey(), 0L)))
        .sum();
  }
}
