package dev.homelab.edge;

import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Values;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tells, once an hour at most, how many lines of the node's own log could not be read (RULES L4).
 * What was told stands in the log itself, so that a restart tells nothing twice:
 *
 * <pre>
 * details: { count: new ones, days: { DAY: all of that day … } }
 * </pre>
 */
final class SkippedLines {
  private static final Duration PAUSE = Duration.ofHours(1);

  /** The others are told an hour later. */
  private static final int MAX_DAYS = 32;

  private final NodeId node;
  private final SortedMap<LocalDate, Long> told = new TreeMap<>();
  private boolean everTold;
  private long toldNanos;

  SkippedLines(NodeId node) {
    this.node = node;
  }

  /** A line of the log: one of ours says what was told. */
  void read(Event event) {
    if (event.type().equals(EventTypes.LINES_SKIPPED) && event.node().equals(node)) {
      Values.object(event.details(), "days").forEach(this::told);
    }
  }

  private void told(String day, Object count) {
    try {
      if (count instanceof Number number) {
        told.merge(LocalDate.parse(day), number.longValue(), Math::max);
      }
    } catch (DateTimeException foreign) {
      // A line that somebody else wrote tells nothing.
      return;
    }
  }

  /** What is to be told now of so many lines of each day, or nothing. */
  Optional<Event> due(SortedMap<LocalDate, Long> skipped, Instant now, long nanos) {
    if (everTold && nanos - toldNanos < PAUSE.toNanos()) {
      return Optional.empty();
    }
    SortedMap<String, Object> days = new TreeMap<>();
    long count = 0;
    for (Map.Entry<LocalDate, Long> day : skipped.entrySet()) {
      long fresh = day.getValue() - told.getOrDefault(day.getKey(), 0L);
      if (fresh > 0 && days.size() < MAX_DAYS) {
        days.put(day.getKey().toString(), day.getValue());
        count += fresh;
      }
    }
    if (count == 0) {
      return Optional.empty();
    }
    everTold = true;
    toldNanos = nanos;
    return Optional.of(
        Event.of(node, "event-log", EventTypes.LINES_SKIPPED, Severity.INFO)
            .message("Lines of the log can't be read: " + count)
            .details(Map.of("count", count, "days", days))
            .at(now));
  }
}
