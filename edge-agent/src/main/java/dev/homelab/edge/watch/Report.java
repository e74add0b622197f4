package dev.homelab.edge.watch;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The events that watchers' conditions become (RULES W3). */
final class Report {
  private Report() {}

  static Event opened(NodeId node, String source, HeldCondition held, Instant now) {
    Map<String, Object> details = new LinkedHashMap<>();
    identify(held, details);
    details.putAll(held.details());
    return Event.of(node, source, held.key().type(), held.severity())
        .subject(new Subject(node, held.key().service()))
        .message(held.message())
        .details(details)
        .at(now);
  }

  static Event ended(NodeId node, String source, HeldCondition held, Instant now) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("of", held.key().type());
    identify(held, details);
    Subject subject = new Subject(node, held.key().service());
    return Event.of(node, source, "service_recovered", Severity.INFO)
        .subject(subject)
        .message(
            "%s: %s is over"
                .formatted(
                    subject.isNode() ? node.display() : subject.service(), held.key().type()))
        .details(details)
        .at(now);
  }

  private static void identify(HeldCondition held, Map<String, Object> details) {
    details.put("watcher", held.watcher());
    details.put("since", EventJson.time(held.since()));
    if (!held.key().entity().isEmpty()) {
      details.put("entity", held.key().entity());
    }
  }
}
