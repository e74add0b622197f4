package dev.homelab.sync.ingest;

import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.sync.Member;
import dev.homelab.sync.replica.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The events that an upstream writes about a node's log. Pure. */
final class Reports {
  private static final String SOURCE = "ingest";

  private Reports() {}

  /** What of a note concerns people. */
  static Optional<Event> of(NodeId node, Note note, Instant now) {
    return switch (note) {
      case Note.Diverged diverged -> Optional.of(diverged(node, diverged, now));
      case Note.SetAside setAside -> Optional.of(takenBack(node, setAside, now));
      case Note.NewLog other -> Optional.of(newLog(node, other, now));
      case Note.Truncated truncated -> Optional.of(truncated(node, truncated, now));
      case Note.Refused _, Note.CutBack _ -> Optional.empty();
    };
  }

  private static Event diverged(NodeId node, Note.Diverged note, Instant now) {
    return event(
        node,
        EventTypes.LOG_DIVERGED,
        Severity.WARNING,
        "The log of " + node.display() + " differs from its copy: " + note.reason(),
        Map.of(
            "day", note.day().toString(),
            "kept_as", "events." + note.generation() + ".jsonl",
            "reason", note.reason()),
        now);
  }

  private static Event takenBack(NodeId node, Note.SetAside note, Instant now) {
    return event(
        node,
        EventTypes.LOG_DIVERGED,
        Severity.WARNING,
        node.display() + " took back " + note.day() + ", which its clock had written ahead of time",
        Map.of("day", note.day().toString(), "kept_as", note.keptIn(), "reason", "clock ahead"),
        now);
  }

  private static Event newLog(NodeId node, Note.NewLog note, Instant now) {
    return event(
        node,
        EventTypes.LOG_DIVERGED,
        Severity.WARNING,
        node.display() + " has another log than before",
        Map.of("reason", "new log", "before", note.before(), "now", note.now()),
        now);
  }

  private static Event truncated(NodeId node, Note.Truncated note, Instant now) {
    return event(
        node,
        EventTypes.LOG_TRUNCATED,
        Severity.INFO,
        node.display() + " cut " + note.day() + " before it had sent all of it",
        Map.of(
            "day", note.day().toString(),
            "held_bytes", note.heldBytes(),
            "stated_bytes", note.statedBytes()),
        now);
  }

  static Event enrolled(Member member) {
    return event(
        member.node(),
        EventTypes.NODE_ENROLLED,
        Severity.INFO,
        member.node().display() + " is enrolled",
        Map.of(
            "enrolled", member.node().name(),
            "site", member.site(),
            "key", member.key().fingerprint()),
        member.enrolled());
  }

  static Event refused(NodeId node, String reason, Instant now) {
    return event(
        node,
        EventTypes.LOG_REFUSED,
        Severity.ERROR,
        "The log of " + node.display() + " is not taken: " + reason,
        Map.of("reason", reason),
        now);
  }

  static Event skewed(NodeId node, Duration ahead, Instant now) {
    return event(
        node,
        EventTypes.CLOCK_SKEW,
        Severity.WARNING,
        "The clock of %s is %d s %s"
            .formatted(
                node.display(), ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead"),
        Map.of("ahead_seconds", ahead.toSeconds()),
        now);
  }

  static Event recovered(NodeId node, String of, Instant now) {
    return event(
        node,
        EventTypes.SERVICE_RECOVERED,
        Severity.INFO,
        of + " of " + node.display() + " is over",
        Map.of("of", of),
        now);
  }

  private static Event event(
      NodeId node,
      String type,
      Severity severity,
      String message,
      Map<String, Object> details,
      Instant now) {
    return Event.of(node, SOURCE, type, severity).message(message).details(details).at(now);
  }
}
