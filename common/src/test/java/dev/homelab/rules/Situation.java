package dev.homelab.rules;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Logs;
import dev.homelab.world.Spell;
import dev.homelab.world.World;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A homelab in which everything is known and nothing holds back, until a test says otherwise. */
final class Situation {
  static final Subject MOSQUITTO = new Subject(Logs.EDGE, "mosquitto");
  static final Subject ZIGBEE = new Subject(Logs.EDGE, "zigbee2mqtt");

  final Logs logs = new Logs();
  final Map<Subject, Desired.Wanted> services = new HashMap<>();
  final Map<NodeId, Desired.Node> nodes = new HashMap<>();
  final Map<NodeId, Circumstances.Knowledge> knowledge = new HashMap<>();
  final Map<String, Policy.Kind> kinds = new HashMap<>();
  final TreeMap<String, ActionFacts> files = new TreeMap<>();
  Instant now = Logs.START.plusSeconds(60);

  Situation() {
    for (NodeId node : List.of(Logs.VPS, Logs.EDGE, Logs.PIHA)) {
      String site = node.equals(Logs.EDGE) ? "chelsty" : node.name();
      nodes.put(node, new Desired.Node(site, Optional.empty(), false, true));
      knowledge.put(node, Circumstances.Knowledge.FULL);
      logs.add(
          node,
          -10,
          "checks_confirmed",
          null,
          Map.of("definitions", Map.of("mosquitto", "hash-of-mosquitto")));
    }
    services.put(MOSQUITTO, new Desired.Wanted(true, Set.of()));
    services.put(ZIGBEE, new Desired.Wanted(true, Set.of(MOSQUITTO)));
    kinds.put("container_restart", new Policy.Kind(1, Duration.ofHours(24), false));
    kinds.put("disk_cleanup", new Policy.Kind(2, Duration.ofHours(24), false));
    kinds.put("redeploy", new Policy.Kind(3, Duration.ofHours(24), false));
    kinds.put("alert_only", new Policy.Kind(0, Duration.ofHours(24), false));
  }

  static Optional<Policy.Route> route(Spell spell, boolean wanted) {
    return switch (spell.key().type()) {
      case "containers_not_running", "mqtt_unreachable" ->
          wanted ? row(spell, "container_restart", Duration.ZERO) : Optional.empty();
      case "service_unhealthy", "definition_drift" ->
          wanted ? row(spell, "redeploy", Duration.ZERO) : Optional.empty();
      case "disk_pressure" -> row(spell, "disk_cleanup", Duration.ZERO);
      case "node_offline" -> row(spell, "alert_only", Duration.ofHours(1));
      default -> Optional.empty();
    };
  }

  private static Optional<Policy.Route> row(Spell spell, String kind, Duration holdBack) {
    return Optional.of(new Policy.Route(spell.key().type(), kind, holdBack, Policy.Urgency.NOTIFY));
  }

  /** An action of mosquitto's incident that began at START. */
  void action(String kind, int attempt, String state, long second, boolean started) {
    String id =
        "%s-chelsty-infra-mosquitto-%d-%d"
            .formatted(kind.replace('_', '-'), Logs.START.getEpochSecond(), attempt);
    Map<String, Object> details = new HashMap<>();
    details.put("action_id", id);
    details.put("kind", kind);
    details.put("by", state.equals("rejected") ? "owner" : "system");
    if (kind.equals("alert_only")) {
      details.put("triggers", List.of("containers_not_running"));
    }
    if (started) {
      logs.add(Logs.EDGE, second - 1, "action_running", "mosquitto", details);
    }
    logs.add(Logs.EDGE, second, "action_" + state, "mosquitto", details);
  }

  Verdict decide() {
    World world = logs.world();
    TreeMap<String, ActionFacts> actions = new TreeMap<>(world.actions());
    actions.putAll(files);
    return Supervisor.decide(
        new Circumstances(
            world,
            new Desired(services, nodes),
            new Policy(
                Situation::route,
                kinds,
                Policy.Ladder.DEFAULT,
                Duration.ofSeconds(60),
                Map.of("homeassistant", Duration.ofMinutes(5)),
                ZoneId.of("Europe/Warsaw")),
            actions,
            knowledge,
            now));
  }

  List<String> proposed() {
    return decide().proposals().stream().map(Draft::kind).toList();
  }

  /** The rule that holds mosquitto's proposal back. */
  String heldBy() {
    return decide().reasons().getOrDefault(MOSQUITTO, List.of()).stream()
        .filter(Reason::held)
        .map(Reason::rule)
        .findFirst()
        .orElse("nothing");
  }
}
