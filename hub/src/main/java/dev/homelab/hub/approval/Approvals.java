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
import dev.homelab.disk.FolderEvents;
import dev.homelab.disk.Reserve;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventSink;
import dev.homelab.event.NodeId;
import dev.homelab.supervision.FolderLooks;
import dev.homelab.supervision.Part;
import dev.homelab.supervision.Worker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous face of the hub's actions: all file work happens in order on one worker, and
 * what changes is told on the event loop that created this. Every method's future fails where the
 * disk does; what is refused is a value.
 */
public final class Approvals implements Part {
  private static final Logger LOG = System.getLogger(Approvals.class.getName());

  private static final long ARCHIVE_MILLIS = TimeUnit.HOURS.toMillis(6);

  private final Vertx vertx;
  private final Disk disk;
  private final Path root;
  private final HubSettings settings;
  private final Worker worker;
  private final EventQueue events;
  private final Consumer<ActionView> changes;
  private final FolderEvents folders;
  private volatile @Nullable Opened opened;

  /** What a start reads from disk. */
  private record Opened(HubActions hub, Facts facts, Deliveries deliveries, HandMoves hands) {
    private Opened(HubActions hub, Facts facts) {
      this(hub, facts, new Deliveries(hub, facts), new HandMoves(hub));
    }
  }

  /** What waits for each node, for questions that may not block. */
  private final Map<NodeId, String> waiting = new ConcurrentHashMap<>();

  private @Nullable FolderLooks looks;
  private long archiveTimer = -1;
  private boolean stopped;
  private String lastTrouble = "";

  /**
   * The queue of a root, not open yet.
   *
   * @param sink takes the hub's own transitions as events
   * @param changes called on the queue's context with every action that changed
   * @param folders tells of changes in the actions' folders
   */
  public Approvals(
      Vertx vertx,
      Disk disk,
      Path root,
      HubSettings settings,
      EventSink sink,
      Consumer<ActionView> changes,
      FolderEvents folders) {
    this.vertx = vertx;
    this.folders = folders;
    this.disk = disk;
    this.root = root;
    this.settings = settings;
    this.worker = new Worker(vertx, "approvals");
    this.events = new EventQueue(vertx, sink);
    this.changes = changes;
  }

  @Override
  public String name() {
    return "actions";
  }

  /**
   * Takes stock of the folders and begins to look at them. Succeeds when all that stands there is
   * known.
   */
  @Override
  public Future<Void> start() {
    Context context = vertx.getOrCreateContext();
    stopped = false;
    return worker
        .run(
            () -> {
              opened = open(context);
              return null;
            })
        .onSuccess(_ -> beginToLook())
        .mapEmpty();
  }

  private Opened open(Context context) throws IOException {
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
    Opened now = new Opened(hub, new Facts(hub));
    now.hands().look();
    opening.then(
        action -> {
          noteWaiting(now, action.subject().node());
          ActionView view = hub.view(action);
          context.runOnContext(_ -> changes.accept(view));
        });
    hub.open().forEach(action -> noteWaiting(now, action.subject().node()));
    new Reconciliation(hub, now.facts()).run();
    hub.store.archive();
    return now;
  }

  private Opened opened() {
    Opened now = opened;
    if (now == null) {
      throw new IllegalStateException("the queue of actions is not open");
    }
    return now;
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

  private void noteWaiting(Opened now, NodeId node) {
    waiting.put(node, now.deliveries().fingerprint(node));
  }

  private void beginToLook() {
    looks = new FolderLooks(vertx, folders, opened().hub().store.folders(), this::look);
    looks.start();
    archiveTimer = vertx.setPeriodic(ARCHIVE_MILLIS, _ -> onWorker(opened().hub().store::archive));
  }

  private Future<Void> look() {
    return onWorker(
            () -> {
              opened().hands().look();
              opened().facts().settle();
              opened().hub().expire();
              return null;
            })
        .onComplete(
            done -> tellTrouble(done.succeeded() ? "" : String.valueOf(done.cause().getMessage())))
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

  /** Succeeds when the worker has come to it: it does not hang. */
  @Override
  public Future<Void> probe() {
    return onWorker(() -> null);
  }

  /** Succeeds when the worker has done what it began. */
  @Override
  public Future<Void> stop() {
    stopped = true;
    if (looks != null) {
      looks.stop();
    }
    vertx.cancelTimer(archiveTimer);
    return onWorker(() -> null);
  }

  /** Writes a pending action; succeeds also where its id stands somewhere already. */
  public Future<Creation> propose(Proposal proposal, String by) {
    return onWorker(() -> opened().hub().propose(proposal, by));
  }

  /**
   * Approves what was shown; {@code Refused} where the hash is another, the state has moved on or
   * the way is not allowed; empty where there is no such action.
   */
  public Future<Optional<Verdict>> approve(
      ActionId id, String hash, Way way, String by, String note) {
    return afterLook(() -> opened().hub().approve(id, hash, way, by, note));
  }

  public Future<Optional<Verdict>> reject(ActionId id, String by, String reason) {
    return afterLook(() -> opened().hub().reject(id, by, reason));
  }

  /** Cancels; {@code Same} where the action's node was asked and decides. */
  public Future<Optional<Verdict>> cancel(ActionId id, String by, String reason) {
    return afterLook(() -> opened().hub().cancel(id, by, reason));
  }

  /** Every channel has the alert (RULES S7). */
  public Future<Optional<Verdict>> told(ActionId id) {
    return onWorker(() -> opened().hub().told(id));
  }

  /** What waits for a node, in a few words; another text means that there is something new. */
  public String waiting(NodeId node) {
    return waiting.getOrDefault(node, "");
  }

  /** The documents for a poll's answer; succeeds when it is durable that they may be delivered. */
  public Future<List<String>> documentsFor(NodeId node) {
    return afterLook(
        () -> opened().deliveries().documentsFor(node).stream().map(ActionDocument::json).toList());
  }

  /** A poll named these states by the ids of actions; what can't be read is passed over. */
  public Future<Void> reported(NodeId node, Map<String, String> states) {
    return states.isEmpty()
        ? Future.succeededFuture()
        : afterLook(
            () -> {
              opened().deliveries().reported(node, Reports.read(states));
              noteWaiting(opened(), node);
              return null;
            });
  }

  /** A transition that a node's log tells; reading a log again changes nothing. */
  public Future<Void> apply(ActionFact fact) {
    return afterLook(
        () -> {
          opened().facts().apply(fact);
          return null;
        });
  }

  public Future<Optional<ActionView>> find(ActionId id) {
    return onWorker(() -> opened().hub().find(id));
  }

  /** The actions in these states, the newest change first. */
  public Future<List<ActionView>> list(List<ActionState> states, int limit) {
    return onWorker(() -> opened().hub().list(states, limit));
  }

  /** What a hand did a moment ago comes first. */
  private <T> Future<T> afterLook(Callable<T> work) {
    return onWorker(
        () -> {
          opened().hands().look();
          return work.call();
        });
  }

  private <T> Future<T> onWorker(Callable<T> work) {
    return worker.run(work);
  }
}
