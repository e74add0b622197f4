package dev.homelab.rules;

import dev.homelab.action.Action;
import dev.homelab.action.ActionEvents;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.Proposal;
import dev.homelab.action.Terms;
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

  /** A type whose row is broken. */
  static final String FAULTY = "strange_new_trouble";

  static final Subject ZIGBEE = new Subject(Logs.EDGE, "zigbee2mqtt");

  final Logs logs = new Logs();
  final Map<Subject, Desired.Wanted> services = new HashMap<>();
  final Map<NodeId, Desired.Node> nodes = new HashMap<>();
  final Map<NodeId, Circumstances.Knowledge> knowledge = new HashMap<>();
  final Map<ActionKind, Policy.Kind> kinds = new HashMap<>();
  final TreeMap<ActionId, ActionFacts> files = new TreeMap<>();
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
    kinds.put(ActionKind.CONTAINER_RESTART, new Policy.Kind(1, Duration.ofHours(24), false));
    kinds.put(ActionKind.DISK_CLEANUP, new Policy.Kind(2, Duration.ofHours(24), false));
    kinds.put(ActionKind.REDEPLOY, new Policy.Kind(3, Duration.ofHours(24), false));
    kinds.put(ActionKind.ALERT_ONLY, new Policy.Kind(0, Duration.ofHours(24), false));
  }

  static Optional<Policy.Route> route(Spell spell, boolean wanted) {
    return switch (spell.key().type()) {
      case "containers_not_running", "mqtt_unreachable" ->
          wanted ? row(spell, ActionKind.CONTAINER_RESTART, Duration.ZERO) : Optional.empty();
      case "service_unhealthy", "definition_drift" ->
          wanted ? row(spell, ActionKind.REDEPLOY, Duration.ZERO) : Optional.empty();
      case "disk_pressure" -> row(spell, ActionKind.DISK_CLEANUP, Duration.ZERO);
      case "ha_websocket_dead" ->
          Optional.of(
              new Policy.Route(
                  spell.key().type(),
                  ActionKind.CONTAINER_RESTART,
                  Duration.ofMinutes(30),
                  Policy.Urgency.RING,
                  spell.details().containsKey("in_shadow")));
      case FAULTY -> throw new IllegalStateException("no such row");
      case "node_offline", "log_diverged" -> row(spell, ActionKind.ALERT_ONLY, Duration.ofHours(1));
      default -> Optional.empty();
    };
  }

  private static Optional<Policy.Route> row(Spell spell, ActionKind kind, Duration holdBack) {
    return Optional.of(new Policy.Route(spell.key().type(), kind, holdBack, Policy.Urgency.NOTIFY));
  }

  /** An action of mosquitto's incident that began at START, for what is wrong with it. */
  void action(String kind, int attempt, String state, long second, boolean started) {
    action(kind, attempt, state, second, started, List.of("containers_not_running"));
  }

  void action(
      String kind, int attempt, String state, long second, boolean started, List<String> triggers) {
    Proposal proposal =
        Proposal.seal(
            ActionId.of(read(kind), MOSQUITTO, Logs.START.getEpochSecond(), attempt),
            read(kind),
            MOSQUITTO,
            "",
            Logs.START,
            Map.of(Proposal.TRIGGERS, triggers),
            Terms.USUAL);
    if (started) {
      step(proposal, ActionState.RUNNING, "system", second - 1);
    }
    step(
        proposal,
        ActionState.read(state).orElseThrow(),
        state.equals("rejected") ? "owner" : "system",
        second);
  }

  /** As its file says, while no log tells it. */
  void fileOnly(String kind, int attempt, String state, long second) {
    ActionId id = ActionId.of(read(kind), MOSQUITTO, Logs.START.getEpochSecond(), attempt);
    ActionFacts facts =
        new ActionFacts(
            id,
            MOSQUITTO,
            read(kind),
            ActionState.read(state).orElseThrow(),
            Logs.START.plusSeconds(second),
            Logs.EDGE,
            "owner",
            null,
            false,
            List.of("containers_not_running"));
    files.merge(id, facts, ActionFacts::merge);
  }

  /** Decides so often, a second apart; what is proposed is written, told, and over. */
  void carryOut(int times) {
    for (int i = 0; i < times; i++) {
      for (Draft draft : decide().proposals()) {
        Proposal proposal =
            Proposal.seal(
                ActionId.of(draft.kind(), draft.subject(), draft.since(), (int) draft.attempt()),
                draft.kind(),
                draft.subject(),
                draft.reason(),
                now,
                Map.of(Proposal.TRIGGERS, draft.triggers()),
                Terms.USUAL);
        for (ActionState state : List.of(ActionState.PENDING, ActionState.COMPLETED)) {
          Action action = Action.begun(proposal, state, "system", "", now);
          files.merge(proposal.id(), ActionFacts.of(action, Logs.VPS), ActionFacts::merge);
          logs.add(Logs.VPS, ActionEvents.of(action, "hub", false, now));
        }
      }
      now = now.plusSeconds(1);
    }
  }

  /** Since START. */
  long seconds() {
    return Duration.between(Logs.START, now).toSeconds();
  }

  private static ActionKind read(String kind) {
    return ActionKind.read(kind).orElseThrow();
  }

  /** As the file and the log of its node have it. */
  private void step(Proposal proposal, ActionState state, String by, long second) {
    Instant at = Logs.START.plusSeconds(second);
    Action action = Action.begun(proposal, state, by, "", at);
    ActionFacts file = ActionFacts.of(action, Logs.EDGE);
    files.merge(proposal.id(), file, ActionFacts::merge);
    logs.add(Logs.EDGE, ActionEvents.of(action, "executor", false, at));
  }

  Verdict decide() {
    World world = logs.world();
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
            KnownActions.of(files, world.actions()),
            knowledge,
            now));
  }

  List<String> proposed() {
    return decide().proposals().stream().map(draft -> draft.kind().text()).toList();
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
