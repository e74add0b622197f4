package dev.homelab.hub.approval;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Proposal;
import dev.homelab.action.Verdict;
import dev.homelab.action.Way;
import dev.homelab.disk.Disk;
import dev.homelab.disk.Reserve;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventSink;
import dev.homelab.event.NodeId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The asynchronous face of the hub's actions: all file work happens in order on one worker, and
 * what changes is told on the event loop that created this. Every method's future fails where the
 * disk does; what is refused is a value.
 */
public final class Approvals {
  private static final Logger LOG = System.getLogger(Approvals.class.getName());

  /** A file moved by hand is seen within this time. */
  private static final long LOOK_MILLIS = 200;

  private static final long ARCHIVE_MILLIS = TimeUnit.HOURS.toMillis(6);

  private final Vertx vertx;
  private final WorkerExecutor worker;
  private final EventQueue events;
  private final HubActions hub;
  private final Facts facts;
  private final Deliveries deliveries;
  private final HandMoves hands;

  /** What waits for each node, for questions that may not block. */
  private final Map<NodeId, String> waiting = new ConcurrentHashMap<>();

  private long lookTimer = -1;
  private long archiveTimer = -1;
  private boolean looking;
  private boolean stopped;
  private String lastTrouble = "";

  private Approvals(Vertx vertx, WorkerExecutor worker, EventQueue events, HubActions hub) {
    this.vertx = vertx;
    this.worker = worker;
    this.events = events;
    this.hub = hub;
    this.facts = new Facts(hub);
    this.deliveries = new Deliveries(hub, facts);
    this.hands = new HandMoves(hub);
  }

  /**
   * Opens the queue of a root, takes stock of its folders and begins to look at them. Succeeds when
   * all that stands there is known.
   *
   * @param sink takes the hub's own transitions as events
   * @param changes called on the calling event loop with every action that changed
   */
  public static Future<Approvals> open(
      Vertx vertx,
      Disk disk,
      Path root,
      HubSettings settings,
      EventSink sink,
      Consumer<ActionView> changes) {
    Context context = vertx.getOrCreateContext();
    WorkerExecutor worker = vertx.createSharedWorkerExecutor("approvals", 1);
    EventQueue events = new EventQueue(sink);
    return worker
        .executeBlocking(
            () -> open(vertx, disk, root, settings, context, worker, events, changes), true)
        .onSuccess(Approvals::beginToLook);
  }

  private static Approvals open(
      Vertx vertx,
      Disk disk,
      Path root,
      HubSettings settings,
      Context context,
      WorkerExecutor worker,
      EventQueue events,
      Consumer<ActionView> changes)
      throws IOException {
    Reserve reserve = new Reserve(disk, root.resolve("state/approvals/reserve"));
    Opening opening = new Opening();
    HubActions hub =
        HubActions.open(
            disk,
            root,
            settings,
            ActionStore.open(disk, root, reserve, settings.clocks().wall()),
            reserve,
            event -> context.runOnContext(_ -> events.add(event)),
            action -> opening.changed(action));
    Approvals approvals = new Approvals(vertx, worker, events, hub);
    approvals.hands.look();
    opening.then(
        action -> {
          approvals.noteWaiting(action.subject().node());
          ActionView view = hub.view(action);
          context.runOnContext(_ -> changes.accept(view));
        });
    hub.open().forEach(action -> approvals.noteWaiting(action.subject().node()));
    hub.store.archive();
    return approvals;
  }

  /** Swallows what only the stock-taking found: that is no news to anyone. */
  private static final class Opening {
    private Consumer<Action> listener = _ -> {};

    void changed(Action action) {
      listener.accept(action);
    }

    void then(Consumer<Action> next) {
      listener = next;
    }
  }

  private void noteWaiting(NodeId node) {
    waiting.put(node, deliveries.fingerprint(node));
  }

  private void beginToLook() {
    lookTimer = vertx.setPeriodic(LOOK_MILLIS, _ -> look());
    archiveTimer = vertx.setPeriodic(ARCHIVE_MILLIS, _ -> onWorker(hub.store::archive));
  }

  private void look() {
    events.send();
    if (looking) {
      return;
    }
    looking = true;
    onWorker(
            () -> {
              hands.look();
              hub.expire();
              return null;
            })
        .onComplete(
            done -> {
              looking = false;
              tellTrouble(done.succeeded() ? "" : String.valueOf(done.cause().getMessage()));
            });
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

  /** Succeeds when the worker has done what it began. */
  public Future<Void> stop() {
    stopped = true;
    vertx.cancelTimer(lookTimer);
    vertx.cancelTimer(archiveTimer);
    return onWorker(() -> null).eventually(worker::close).mapEmpty();
  }

  /** Writes a pending action; succeeds also where its id stands somewhere already. */
  public Future<Creation> propose(Proposal proposal, String by) {
    return onWorker(() -> hub.propose(proposal, by));
  }

  /**
   * Approves what was shown; {@code Refused} where the hash is another, the state has moved on or
   * the way is not allowed; empty where there is no such action.
   */
  public Future<Optional<Verdict>> approve(ActionId id, String hash, Way way, String by) {
    return afterLook(() -> hub.approve(id, hash, way, by));
  }

  public Future<Optional<Verdict>> reject(ActionId id, String by, String reason) {
    return afterLook(() -> hub.reject(id, by, reason));
  }

  /** Cancels; {@code Same} where the action's node was asked and decides. */
  public Future<Optional<Verdict>> cancel(ActionId id, String by, String reason) {
    return afterLook(() -> hub.cancel(id, by, reason));
  }

  /** Every channel has the alert (RULES S7). */
  public Future<Optional<Verdict>> told(ActionId id) {
    return onWorker(() -> hub.told(id));
  }

  /** What waits for a node, in a few words; another text means that there is something new. */
  public String waiting(NodeId node) {
    return waiting.getOrDefault(node, "");
  }

  /** The documents for a poll's answer; succeeds when it is durable that they may be delivered. */
  public Future<List<String>> documentsFor(NodeId node) {
    return afterLook(
        () -> deliveries.documentsFor(node).stream().map(ActionDocument::json).toList());
  }

  /** A poll named these states by the ids of actions; what can't be read is passed over. */
  public Future<Void> reported(NodeId node, Map<String, String> states) {
    return states.isEmpty()
        ? Future.succeededFuture()
        : onWorker(
            () -> {
              deliveries.reported(node, Reports.read(states));
              noteWaiting(node);
              return null;
            });
  }

  /** A transition that a node's log tells; reading a log again changes nothing. */
  public Future<Void> apply(ActionFact fact) {
    return onWorker(
        () -> {
          facts.apply(fact);
          return null;
        });
  }

  public Future<Optional<ActionView>> find(ActionId id) {
    return onWorker(() -> hub.find(id));
  }

  /** The actions in these states, the newest change first. */
  public Future<List<ActionView>> list(List<ActionState> states, int limit) {
    return onWorker(() -> hub.list(states, limit));
  }

  /** What a hand did a moment ago comes first. */
  private <T> Future<T> afterLook(Callable<T> work) {
    return onWorker(
        () -> {
          hands.look();
          return work.call();
        });
  }

  private <T> Future<T> onWorker(Callable<T> work) {
    return worker.executeBlocking(work, true);
  }
}
