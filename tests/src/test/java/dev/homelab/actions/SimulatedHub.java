package dev.homelab.actions;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Proposal;
import dev.homelab.action.Transition;
import dev.homelab.action.Verdict;
import dev.homelab.action.Way;
import dev.homelab.disk.Reserve;
import dev.homelab.event.Event;
import dev.homelab.hub.approval.Deliveries;
import dev.homelab.hub.approval.Facts;
import dev.homelab.hub.approval.HandMoves;
import dev.homelab.hub.approval.HubActions;
import dev.homelab.hub.approval.HubSettings;
import dev.homelab.hub.approval.Reconciliation;
import dev.homelab.world.ActionFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The hub's approvals without their event loop: what the worker does, step by step. */
final class SimulatedHub {
  /** What is durable of the hub's own log; on a shared root the one that the agent writes, too. */
  final List<Event> log = new ArrayList<>();

  /** How much of the node's log it has read; after a crash it reads it from the beginning. */
  int position;

  /** The same of the log of the site's gateway. */
  int gatewayPosition;

  private final List<Event> unwritten = new ArrayList<>();

  private final Mesh mesh;
  private Parts parts;

  private record Parts(
      ActionStore store, HubActions actions, Facts facts, Deliveries deliveries, HandMoves hands) {}

  SimulatedHub(Mesh mesh) throws IOException {
    this.mesh = mesh;
    this.parts = start();
  }

  private Parts start() throws IOException {
    Reserve reserve = new Reserve(mesh.hubDisk, Mesh.ROOT.resolve("reserve"));
    ActionStore store = ActionStore.open(mesh.hubDisk, Mesh.ROOT, reserve, () -> mesh.now);
    HubSettings settings =
        new HubSettings(
            Mesh.HUB,
            Mesh.RULES,
            mesh.hubClock.since(mesh.random.nextInt(1_000)),
            _ -> Optional.empty(),
            _ -> mesh.gateway.map(_ -> Mesh.GATEWAY),
            this::told,
            text -> text);
    HubActions actions =
        HubActions.open(mesh.hubDisk, Mesh.ROOT, settings, store, reserve, unwritten::add, _ -> {});
    Facts facts = new Facts(actions);
    HandMoves hands = new HandMoves(actions);
    hands.look();
    new Reconciliation(actions, facts).run();
    return new Parts(store, actions, facts, new Deliveries(actions, facts), hands);
  }

  /** The hub's own log, and what it has read of the node's. */
  private Map<ActionId, ActionFacts> told() {
    Map<ActionId, ActionFacts> told = Mesh.told(log, Mesh.HUB);
    if (position > 0 && !mesh.shared) {
      Mesh.told(mesh.node.log.subList(0, position), mesh.self)
          .forEach((id, facts) -> told.merge(id, facts, ActionFacts::merge));
    }
    mesh.gateway.ifPresent(
        gateway ->
            Mesh.told(gateway.log.subList(0, gatewayPosition), Mesh.GATEWAY)
                .forEach((id, facts) -> told.merge(id, facts, ActionFacts::merge)));
    return told;
  }

  /** A prefix of what was on its way to the log is durable when the power is cut. */
  void lose() {
    log.addAll(unwritten.subList(0, mesh.random.nextInt(unwritten.size() + 1)));
    unwritten.clear();
  }

  /** Reads some of the node's log before its own files, as a snapshot does. */
  void restart() throws IOException {
    position = mesh.shared ? 0 : mesh.random.nextInt(mesh.node.log.size() + 1);
    gatewayPosition = mesh.gateway.map(it -> mesh.random.nextInt(it.log.size() + 1)).orElse(0);
    unwritten.clear();
    parts = start();
    position = 0;
    gatewayPosition = 0;
  }

  void flush() {
    log.addAll(unwritten);
    unwritten.clear();
  }

  List<ActionDocument> answer(Map<ActionId, ActionState> reports) throws IOException {
    parts.hands.look();
    parts.deliveries.reported(mesh.self, reports);
    return parts.deliveries.documentsFor(mesh.self);
  }

  void fact(ActionFact fact) throws IOException {
    parts.hands.look();
    parts.facts.apply(fact);
  }

  void look() throws IOException {
    parts.hands.look();
    parts.actions.expire();
  }

  List<Action> all() throws IOException {
    return Arrays.stream(ActionState.values()).flatMap(state -> in(state).stream()).toList();
  }

  List<Action> in(ActionState state) {
    try {
      return parts.store.all(state);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  void propose() throws IOException {
    var creation = parts.actions.propose(mesh.propose(), "system");
    if (creation instanceof ActionStore.Creation.Exists) {
      throw new AssertionError("an id was used twice");
    }
  }

  Creation propose(Proposal proposal) throws IOException {
    return parts.actions.propose(proposal, Transition.SYSTEM);
  }

  void told(ActionId id) throws IOException {
    var _ = parts.actions.told(id);
  }

  /** The system takes back what is pending. */
  void cancel(ActionId id, String reason) throws IOException {
    parts.hands.look();
    withdrawn(parts.actions.cancel(id, Transition.SYSTEM, reason));
  }

  void approve(Action action) throws IOException {
    Runnable undo = mesh.approving(action.id());
    parts.hands.look();
    Optional<Verdict> verdict =
        parts.actions.approve(action.id(), action.hash(), Way.PWA, "webui", "");
    if (verdict.isEmpty() || !(verdict.get() instanceof Verdict.Moved)) {
      undo.run();
    }
  }

  void reject(Action action) throws IOException {
    parts.hands.look();
    withdrawn(parts.actions.reject(action.id(), "webui", "no"));
  }

  void cancel(Action action) throws IOException {
    parts.hands.look();
    withdrawn(parts.actions.cancel(action.id(), "webui", "no"));
  }

  private void withdrawn(Optional<Verdict> verdict) {
    if (verdict.isPresent() && verdict.get() instanceof Verdict.Moved(Action ended)) {
      mesh.withdrawnAtHub(ended.id());
    }
  }

  @Nullable ActionState stateOf(ActionId id) throws IOException {
    return parts.store.read(id).map(Action::state).orElse(null);
  }
}
