package dev.homelab.actions;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore;
import dev.homelab.action.Verdict;
import dev.homelab.action.Way;
import dev.homelab.disk.Reserve;
import dev.homelab.hub.approval.Deliveries;
import dev.homelab.hub.approval.Facts;
import dev.homelab.hub.approval.HandMoves;
import dev.homelab.hub.approval.HubActions;
import dev.homelab.hub.approval.HubSettings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The hub's approvals without their event loop: what the worker does, step by step. */
final class SimulatedHub {
  /** How much of the node's log it has read; after a crash it reads it from the beginning. */
  int position;

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
            mesh.clocks(mesh.random.nextInt(1_000)),
            _ -> Optional.empty(),
            _ -> Optional.empty(),
            text -> text);
    HubActions actions =
        HubActions.open(mesh.hubDisk, Mesh.ROOT, settings, store, reserve, _ -> {}, _ -> {});
    Facts facts = new Facts(actions);
    HandMoves hands = new HandMoves(actions);
    hands.look();
    return new Parts(store, actions, facts, new Deliveries(actions, facts), hands);
  }

  void crash() throws IOException {
    mesh.hubDisk.restart();
    position = 0;
    parts = start();
  }

  List<ActionDocument> answer(Map<ActionId, ActionState> reports) throws IOException {
    parts.hands.look();
    parts.deliveries.reported(Mesh.NODE, reports);
    return parts.deliveries.documentsFor(Mesh.NODE);
  }

  void fact(ActionFact fact) throws IOException {
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

  void approve(Action action) throws IOException {
    mesh.approved.add(action.id());
    parts.hands.look();
    Optional<Verdict> verdict =
        parts.actions.approve(action.id(), action.hash(), Way.PWA, "webui", "");
    if (verdict.isEmpty() || verdict.get() instanceof Verdict.Refused) {
      mesh.approved.remove(action.id());
    }
  }

  boolean reject(Action action) throws IOException {
    parts.hands.look();
    return parts.actions.reject(action.id(), "webui", "no").isPresent();
  }

  boolean cancel(Action action) throws IOException {
    parts.hands.look();
    return parts.actions.cancel(action.id(), "webui", "no").isPresent();
  }

  @Nullable ActionState stateOf(ActionId id) throws IOException {
    return parts.store.read(id).map(Action::state).orElse(null);
  }
}
