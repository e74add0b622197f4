package dev.homelab.edge.watch;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The events that watchers' conditions become (RULES W3). Most end as {@code service_recovered}
 * with {@code of}; those that the table below names end in their own way.
 */
final class Report {
  /** The types whose end has a type of its own. */
  private static final Map<String, String> OWN_ENDS =
      Map.of(
          EventTypes.DISK_PRESSURE, EventTypes.DISK_PRESSURE,
          EventTypes.HA_WEBSOCKET_DEAD, EventTypes.HA_WEBSOCKET_RECOVERED);

  private static final Set<String> WITH_LEVEL = Set.of(EventTypes.DISK_PRESSURE);

  private Report() {}

  static Event opened(NodeId node, String source, HeldCondition held, Instant now) {
    Map<String, Object> details = new LinkedHashMap<>();
    identify(held, details);
    details.putAll(held.details());
    Subject subject = held.key().subject(node);
    return Event.of(subject.node(), source, held.key().type(), held.severity())
        .subject(subject)
        .message(held.message())
        .details(details)
        .at(now);
  }

  static Event ended(NodeId node, String source, HeldCondition held, Instant now) {
    return ended(node, source, held, "", now);
  }

  /** The end of what a watcher held that is wanted no more: nobody knows whether it is well. */
  static Event unwatched(NodeId node, HeldCondition held, Instant now) {
    return ended(
        node,
        "stability-agent",
        held,
        " for this node: the watcher %s is no longer wanted here".formatted(held.watcher()),
        now);
  }

  private static Event ended(
      NodeId node, String source, HeldCondition held, String why, Instant now) {
    String type = held.key().type();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("of", type);
    identify(held, details);
    if (WITH_LEVEL.contains(type)) {
      details.put("level", "normal");
    }
    Object location = held.details().get("location");
    if (location != null) {
      details.put("location", location);
    }
    Subject subject = held.key().subject(node);
    return Event.of(
            subject.node(),
            source,
            OWN_ENDS.getOrDefault(type, EventTypes.SERVICE_RECOVERED),
            Severity.INFO)
        .subject(subject)
        .message(
            "%s%s: %s is over%s"
                .formatted(
                    subject.isNode() ? subject.node().display() : subject.service(),
                    location == null ? "" : " of " + location,
                    type + (held.key().entity().isEmpty() ? "" : " of " + held.key().entity()),
                    why))
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
