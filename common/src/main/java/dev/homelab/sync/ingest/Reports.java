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

/** The events that an upstream writes about a node's log. Pure. */
final class Reports {
  private static final String SOURCE = "ingest";

  private Reports() {}

  static Event of(NodeId node, Note note, Instant now) {
    return switch (note) {
      case Note.Diverged(var day, int generation, String reason) ->
          event(
              node,
              EventTypes.LOG_DIVERGED,
              Severity.WARNING,
              "The log of " + node.display() + " differs from its copy: " + reason,
              Map.of(
                  "day",
                  day.toString(),
                  "kept_as",
                  "events." + generation + ".jsonl",
                  "reason",
                  reason),
              now);
      case Note.SetAside(var day, String keptIn) ->
          event(
              node,
              EventTypes.LOG_DIVERGED,
              Severity.WARNING,
              node.display() + " took back " + day + ", which its clock had written ahead of time",
              Map.of("day", day.toString(), "kept_as", keptIn, "reason", "clock ahead"),
              now);
      case Note.NewLog(String before, String after) ->
          event(
              node,
              EventTypes.LOG_DIVERGED,
              Severity.WARNING,
              node.display() + " has another log than before",
              Map.of("reason", "new log", "before", before, "now", after),
              now);
      case Note.Refused(String reason) -> refused(node, reason, now);
      case Note.Truncated(var day, long held, long stated) ->
          event(
              node,
              EventTypes.LOG_TRUNCATED,
              Severity.INFO,
              node.display() + " cut " + day + " before it had sent all of it",
              Map.of("day", day.toString(), "held_bytes", held, "stated_bytes", stated),
              now);
    };
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
