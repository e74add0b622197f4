package dev.homelab.actions;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Command;
import dev.homelab.action.CrashDisk;
import dev.homelab.action.Ledger;
import dev.homelab.action.Proposal;
import dev.homelab.action.Result;
import dev.homelab.action.Verdict;
import dev.homelab.disk.Reserve;
import dev.homelab.edge.executor.HandMoves;
import dev.homelab.edge.executor.Intake;
import dev.homelab.edge.executor.LocalHand;
import dev.homelab.edge.executor.NodeActions;
import dev.homelab.edge.executor.NodeSettings;
import dev.homelab.edge.executor.Reconciliation;
import dev.homelab.edge.executor.Runs;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The node's executor without its event loop: what the worker does, step by step. */
final class SimulatedNode {
  /** What is durable of the node's log. */
  final List<Event> log;

  private final Mesh mesh;
  private final NodeId self;
  private final CrashDisk disk;
  private final Mesh.Clock clock;
  private final List<Event> unwritten = new ArrayList<>();
  private final List<Action> running = new ArrayList<>();
  private Parts parts;

  private record Parts(
      ActionStore store,
      NodeActions actions,
      Intake intake,
      Runs runs,
      LocalHand local,
      HandMoves hands) {}

  SimulatedNode(Mesh mesh, NodeId self, CrashDisk disk, Mesh.Clock clock) throws IOException {
    this.mesh = mesh;
    this.self = self;
    this.disk = disk;
    this.clock = clock;
    this.log = mesh.shared ? mesh.hub.log : new ArrayList<>();
    this.parts = start();
  }

  private Parts start() throws IOException {
    Reserve reserve = new Reserve(disk, Mesh.ROOT.resolve("reserve"));
    ActionStore store = ActionStore.open(disk, Mesh.ROOT, reserve, () -> mesh.now);
    Ledger ledger = Ledger.open(disk, Mesh.ROOT.resolve("state/executor/ledger.jsonl"), reserve);
    NodeSettings settings =
        new NodeSettings(
            self,
            () -> mesh.shared,
            Mesh.RULES,
            clock.since(mesh.random.nextInt(1_000)),
            text -> text);
    NodeActions actions = new NodeActions(settings, store, ledger, unwritten::add);
    LocalHand local = new LocalHand(actions);
    Runs runs = new Runs(actions);
    HandMoves hands = new HandMoves(actions, local);
    hands.look();
    for (Action action : runs.interrupted()) {
      runs.endInterrupted(action, new Command.Fail(new Result(Result.OUTCOME_UNKNOWN, "")));
    }
    new Reconciliation(actions).run(Mesh.told(log, self));
    return new Parts(store, actions, new Intake(actions, hands), runs, local, hands);
  }

  /** A prefix of what was on its way to the log is durable when the power is cut. */
  void lose() {
    log.addAll(unwritten.subList(0, mesh.random.nextInt(unwritten.size() + 1)));
    unwritten.clear();
    running.clear();
  }

  void restart() throws IOException {
    unwritten.clear();
    parts = start();
  }

  void flush() {
    log.addAll(unwritten);
    unwritten.clear();
  }

  Map<ActionId, ActionState> reports() {
    return parts.actions.reports();
  }

  void reported(Map<ActionId, ActionState> told) {
    parts.actions.reported(told);
  }

  void take(ActionDocument document) throws IOException {
    parts.intake.take(document);
  }

  /** One more event on its way to the log. */
  void tell(Event event) {
    unwritten.add(event);
  }

  void look() throws IOException {
    parts.hands.look();
  }

  /** Claims whatever is ready; its command is given in the same breath. */
  void claim() throws IOException {
    for (Action ready : parts.runs.ready()) {
      if (mesh.random.nextInt(8) == 0) {
        parts.runs.notNeeded(ready.id(), "well again");
        continue;
      }
      Optional<Action> claimed = parts.runs.claim(ready.id());
      if (claimed.isPresent()) {
        mesh.ran(claimed.get());
        running.add(claimed.get());
      }
    }
  }

  void end() {
    if (!running.isEmpty()) {
      Action action = running.removeFirst();
      Result result = new Result(null, "done");
      parts.runs.end(
          action.id(),
          mesh.random.nextBoolean() ? new Command.Complete(result) : new Command.Fail(result));
    }
  }

  void endAll() {
    while (!running.isEmpty()) {
      end();
    }
  }

  List<Action> pending() throws IOException {
    return parts.store.all(ActionState.PENDING);
  }

  List<Action> all() throws IOException {
    List<Action> all = new ArrayList<>();
    for (ActionState state : ActionState.values()) {
      all.addAll(parts.store.all(state));
    }
    return all;
  }

  void propose() throws IOException {
    var creation = parts.local.propose(mesh.propose(), "system");
    if (creation instanceof ActionStore.Creation.Exists) {
      throw new AssertionError("an id was used twice");
    }
  }

  Creation raise(Proposal alert) throws IOException {
    return parts.local.propose(alert, "system");
  }

  void command(ActionId id, Command command) throws IOException {
    var _ = parts.local.command(id, command);
  }

  /** A person approves what an alert stands for. */
  void approveAlert(Action alert, ActionId stood) throws IOException {
    Runnable undo = mesh.approving(stood);
    mesh.approvedAtNode(stood); // the power may go when it is durable
    var verdict = parts.local.approve(alert.id(), alert.hash(), "local");
    if (verdict.isEmpty() || !(verdict.get() instanceof Verdict.Moved)) {
      undo.run();
    }
  }

  void approveLocally(Action action) throws IOException {
    Runnable undo = mesh.approving(action.id());
    mesh.approvedAtNode(action.id());
    var verdict = parts.local.approve(action.id(), action.hash(), "local");
    if (verdict.isEmpty() || !(verdict.get() instanceof Verdict.Moved)) {
      undo.run();
    }
  }

  @Nullable ActionState stateOf(ActionId id) throws IOException {
    return parts.store.read(id).map(Action::state).orElse(null);
  }

  boolean isIdle() {
    return unwritten.isEmpty() && running.isEmpty();
  }
}
