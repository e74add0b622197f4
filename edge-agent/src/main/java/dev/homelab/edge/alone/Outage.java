package dev.homelab.edge.alone;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Incident;
import dev.homelab.world.Spell;
import dev.homelab.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A time without the hub, as the node's log tells it: {@code uplink_lost} once at its beginning,
 * {@code uplink_restored} at its end with what happened meanwhile. Pure.
 *
 * @param since when the hub's word was last there
 */
record Outage(NodeId node, Instant since) {
  private static final String SOURCE = "stability-agent";

  /** The one that the node's log has begun and not ended. */
  static Optional<Outage> open(NodeId node, World own) {
    return own.open(Subject.ofNode(node)).stream()
        .flatMap(incident -> incident.holding().stream())
        .filter(spell -> spell.key().type().equals(EventTypes.UPLINK_LOST))
        .map(Spell::since)
        .findFirst()
        .map(since -> new Outage(node, since));
  }

  Event lost(Instant now) {
    return Event.of(node, SOURCE, EventTypes.UPLINK_LOST, Severity.WARNING)
        .message(node.display() + " is without its hub")
        .details(Map.of("since", EventJson.time(since)))
        .at(now);
  }

  Event restored(World own, Instant now) {
    Meanwhile meanwhile = Meanwhile.of(since, own);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("alone_since", EventJson.time(since));
    details.put("seconds", Duration.between(since, now).toSeconds());
    details.put("incidents", meanwhile.incidents());
    details.put("incidents_open", meanwhile.open());
    details.put("actions_run", meanwhile.ran());
    return Event.of(node, SOURCE, EventTypes.UPLINK_RESTORED, Severity.INFO)
        .message(
            "%s was without its hub for %s: %s"
                .formatted(node.display(), words(Duration.between(since, now)), meanwhile.words()))
        .details(details)
        .at(now);
  }

  private static String words(Duration time) {
    long minutes = Math.max(0, time.toMinutes());
    return minutes < 1
        ? Math.max(0, time.toSeconds()) + " s"
        : minutes < 120 ? minutes + " min" : "%d h %d min".formatted(minutes / 60, minutes % 60);
  }

  /**
   * What happened since then.
   *
   * @param incidents that were opened
   * @param open how many of them are not over
   * @param ran actions that ran
   */
  private record Meanwhile(int incidents, int open, int ran) {
    static Meanwhile of(Instant since, World own) {
      List<Incident> all =
          own.allIncidents()
              .filter(it -> !it.opened().isBefore(since) && !isOutageAlone(it))
              .toList();
      List<ActionFacts> ran =
          own.actions().values().stream()
              .filter(it -> it.started() && !it.at().isBefore(since))
              .toList();
      return new Meanwhile(
          all.size(), (int) all.stream().filter(Incident::open).count(), ran.size());
    }

    private static boolean isOutageAlone(Incident incident) {
      return incident.spells().stream().allMatch(spell -> spell.key().type().startsWith("uplink_"));
    }

    String words() {
      if (incidents == 0 && ran == 0) {
        return "nothing happened there";
      }
      String actions =
          ran == 0 ? "" : ran == 1 ? ", 1 action ran" : ", %d actions ran".formatted(ran);
      return "%d incident%s, %d of them open%s"
          .formatted(incidents, incidents == 1 ? "" : "s", open, actions);
    }
  }
}
