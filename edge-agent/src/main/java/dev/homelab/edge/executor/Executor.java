package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Command;
import dev.homelab.action.Ledger;
import dev.homelab.action.MalformedAction;
import dev.homelab.action.Proposal;
import dev.homelab.action.Result;
import dev.homelab.action.Verdict;
import dev.homelab.disk.FolderEvents;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventSink;
import dev.homelab.supervision.FolderLooks;
import dev.homelab.supervision.Worker;
import dev.homelab.world.ActionFacts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The node's executor: looks at its folders as {@link FolderLooks} says, at once when the system
 * tells of a change, follows the hub's documents, and runs what is approved, one action a service
 * at a time. All file work happens in order on one worker; runners work on the event loop that
 * created this.
 */
public final class Executor {
  private static final Logger LOG = System.getLogger(Executor.class.getName());

  /** Between two looks for ended actions that are old enough for the archive. */
  private static final long ARCHIVE_MILLIS = TimeUnit.HOURS.toMillis(6);

  private static final long STOP_MILLIS = 5_000;

  private final Vertx vertx;
  private final Context context;
  private final Worker worker;
  private final EventQueue events;
  private final Map<ActionKind, ActionRunner> runners;
  private final Condition condition;
  private final NodeActions node;
  private final Intake intake;
  private final Runs runs;
  private final LocalHand local;
  private final HandMoves hands;
  private final Map<ActionId, Future<Void>> considered = new HashMap<>();
  private final FolderLooks looks;
  private long archiveTimer = -1;
  private boolean stopped;
  private String lastTrouble = "";

  /**
   * @param condition asked before each claim
   * @param runners by the kinds that this node can run
   * @param folders tells of changes in the actions' folders
   */
  public Executor(
      Vertx vertx,
      NodeSettings settings,
      ActionStore store,
      Ledger ledger,
      Map<ActionKind, ActionRunner> runners,
      Condition condition,
      EventSink sink,
      FolderEvents folders) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.worker = new Worker(vertx, "actions-" + settings.self());
    this.events = new EventQueue(vertx, sink);
    this.runners = Map.copyOf(runners);
    this.condition = condition;
    this.node =
        new NodeActions(
            settings, store, ledger, event -> context.runOnContext(_ -> events.add(event)));
    this.runs = new Runs(node);
    this.local = new LocalHand(node);
    this.hands = new HandMoves(node, local);
    this.intake = new Intake(node, hands);
    this.looks = new FolderLooks(vertx, folders, store.folders(), this::lookOnce);
  }

  /**
   * Takes stock, ends what a crash interrupted, tells what the log lacks, and begins to look.
   *
   * @param told the actions as the node's log tells them
   */
  public Future<Void> start(Map<ActionId, ActionFacts> told) {
    return onWorker(
            () -> {
              hands.look();
              return runs.interrupted();
            })
        .compose(this::endInterrupted)
        .compose(
            _ ->
                onWorker(
                    () -> {
                      new Reconciliation(node).run(told);
                      return node.store.archive();
                    }))
        .onSuccess(_ -> beginToLook())
        .mapEmpty();
  }

  private void beginToLook() {
    looks.start();
    archiveTimer = vertx.setPeriodic(ARCHIVE_MILLIS, _ -> onWorker(node.store::archive));
  }

  private Future<Void> endInterrupted(List<Action> interrupted) {
    Future<Void> all = Future.succeededFuture();
    for (Action action : interrupted) {
      all = all.compose(_ -> endInterrupted(action));
    }
    return all;
  }

  private Future<Void> endInterrupted(Action action) {
    ActionRunner runner = runners.get(action.kind());
    Future<RunResult> observed =
        runner == null
            ? Future.succeededFuture(RunResult.unknown("no runner for this kind"))
            : observe(runner, action);
    return observed
        .otherwise(failure -> RunResult.unknown(String.valueOf(failure.getMessage())))
        .compose(
            result ->
                onWorker(
                    () -> {
                      runs.endInterrupted(action, result.command());
                      return null;
                    }));
  }

  private static Future<RunResult> observe(ActionRunner runner, Action action) {
    return Future.future((Promise<RunResult> promise) -> runner.observe(action).onComplete(promise))
        .timeout(30, TimeUnit.SECONDS);
  }

  /** Succeeds when the worker has come to it: it does not hang. */
  public Future<Void> probe() {
    return onWorker(() -> null);
  }

  /**
   * Ends looking, and waits a little for what runs: succeeds when nothing runs any more. What still
   * runs at the end of the process is found as interrupted by the next one.
   */
  public Future<Void> stop() {
    stopped = true;
    looks.stop();
    vertx.cancelTimer(archiveTimer);
    return Future.join(List.copyOf(considered.values()))
        .otherwiseEmpty()
        .timeout(STOP_MILLIS, TimeUnit.MILLISECONDS)
        .compose(_ -> worker.close());
  }

  private void look() {
    context.runOnContext(_ -> looks.now());
  }

  private Future<Void> lookOnce() {
    return onWorker(
            () -> {
              hands.look();
              return runs.ready();
            })
        .onComplete(
            ready -> {
              tellTrouble(ready.succeeded() ? "" : String.valueOf(ready.cause().getMessage()));
              if (ready.succeeded()) {
                ready.result().forEach(this::consider);
              }
            })
        .mapEmpty();
  }

  /** A disk that fails is told once, and once more when it is well. */
  private void tellTrouble(String trouble) {
    if (!stopped && !trouble.equals(lastTrouble)) {
      lastTrouble = trouble;
      LOG.log(
          Logger.Level.WARNING,
          trouble.isEmpty() ? "actions: readable again" : "actions: " + trouble);
    }
  }

  private void consider(Action action) {
    if (stopped || considered.containsKey(action.id())) {
      return;
    }
    Future<Void> whole = done(action);
    considered.put(action.id(), whole);
    whole
        .onFailure(failure -> tellTrouble(action.id() + ": " + failure.getMessage()))
        .onComplete(_ -> considered.remove(action.id()))
        .onSuccess(_ -> look());
  }

  private Future<Void> done(Action action) {
    return condition
        .gone(action)
        .otherwise(Optional.empty())
        .compose(
            gone ->
                gone.isPresent()
                    ? notNeeded(action.id(), gone.get())
                    : onWorker(() -> runs.claim(action.id())).compose(this::run));
  }

  private Future<Void> notNeeded(ActionId id, String observed) {
    return onWorker(
        () -> {
          runs.notNeeded(id, observed);
          return null;
        });
  }

  private Future<Void> run(Optional<Action> claimed) {
    if (claimed.isEmpty()) {
      return Future.succeededFuture();
    }
    Action action = claimed.get();
    return result(action)
        .compose(
            result ->
                onWorker(
                    () -> {
                      runs.end(action.id(), result.command());
                      return null;
                    }));
  }

  private Future<RunResult> result(Action action) {
    ActionRunner runner = runners.get(action.kind());
    if (runner == null) {
      return Future.succeededFuture(
          RunResult.failure("not_possible", "this node can't run a " + action.kind().text()));
    }
    return Future.future((Promise<RunResult> promise) -> runner.run(action).onComplete(promise))
        .timeout(runner.patience().toMillis(), TimeUnit.MILLISECONDS)
        .otherwise(
            failure ->
                failure instanceof TimeoutException
                    ? RunResult.failure(
                        Result.TIMED_OUT, "no end after " + runner.patience().toSeconds() + " s")
                    : RunResult.failure(null, String.valueOf(failure.getMessage())));
  }

  /**
   * Follows documents out of an answer whose signature and nonce were checked. Succeeds when what
   * they say is durable; documents that are malformed are told and passed over.
   */
  public Future<Void> documents(List<String> documents) {
    return onWorker(
            () -> {
              for (String document : documents) {
                follow(document);
              }
              return null;
            })
        .onComplete(_ -> look())
        .mapEmpty();
  }

  private void follow(String document) throws IOException {
    try {
      intake.take(ActionDocument.parse(document));
    } catch (MalformedAction malformed) {
      LOG.log(Logger.Level.WARNING, "document of an action: " + malformed.why());
    }
  }

  /** What the next poll names: the states of actions that the node accepted or ended. */
  public Map<ActionId, ActionState> reports() {
    return node.reports();
  }

  /** The poll that named these was answered. */
  public Future<Void> reported(Map<ActionId, ActionState> told) {
    return onWorker(
        () -> {
          node.reported(told);
          return null;
        });
  }

  /** Succeeds with what came of it, or with nothing where there is no such action. */
  public Future<Optional<Verdict>> approveLocally(ActionId id, String hash, String by) {
    return onWorker(() -> local.approve(id, hash, by)).onComplete(_ -> look());
  }

  /** Rejects, cancels, tells or hands over an action of this node. */
  public Future<Optional<Verdict>> command(ActionId id, Command command) {
    return onWorker(() -> local.command(id, command));
  }

  /** Writes a pending action of the node's own. */
  public Future<Creation> propose(Proposal proposal, String by) {
    return onWorker(() -> local.propose(proposal, by));
  }

  /** The actions in a state, as the node's folders say. */
  public Future<List<Action>> all(ActionState state) {
    return onWorker(() -> node.store.all(state));
  }

  public Future<Optional<Action>> find(ActionId id) {
    return onWorker(() -> node.store.read(id));
  }

  private <T> Future<T> onWorker(Callable<T> work) {
    return worker.run(work);
  }
}
