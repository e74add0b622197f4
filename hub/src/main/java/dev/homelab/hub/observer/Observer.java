package dev.homelab.hub.observer;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.log.LogLine;
import dev.homelab.log.LogReader;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.supervision.Part;
import dev.homelab.supervision.Worker;
import dev.homelab.world.World;
import dev.homelab.world.WorldFiles;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the world up to date with the logs. {@link #grown} may be called from any thread. Started
 * again it folds from its last snapshots; the world stays as it was until then.
 */
public final class Observer implements Part {
  private static final System.Logger LOG = System.getLogger(Observer.class.getName());
  private static final long LOOK_MILLIS = 500;
  private static final long FULL_LOOK_NANOS = 60_000_000_000L;
  private static final long SAVE_MILLIS = 30_000;
  private static final long MERGE_NANOS = 100_000_000L;
  private static final long WRITE_NANOS = 500_000_000L;
  private static final long LATER_MILLIS = 100;

  /** Of one log before the others have their turn: half a MiB. */
  private static final int TURN_CHUNKS = 4;

  /** So many probes in a row in which nothing was read: half a minute. */
  private static final int STANDSTILL = 6;

  private final Vertx vertx;
  private final Disk disk;
  private final Path root;
  private final Listener listener;
  private final TreeMap<NodeId, NodeFold> folds = new TreeMap<>();
  private final Map<String, byte[]> written = new HashMap<>();
  private final Map<NodeId, Map<LocalDate, Long>> dirty = new ConcurrentHashMap<>();
  private final SequencedMap<NodeId, NodeFold> unread = new LinkedHashMap<>();

  /** Logs whose fold went back, and has not come to the end again. */
  private final Set<NodeId> behind = new HashSet<>();

  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicBoolean returning = new AtomicBoolean();
  private final List<Long> timers = new ArrayList<>();
  private final AtomicLong chunks = new AtomicLong();
  private volatile @Nullable Run run;
  private int runs;
  private long probed;
  private int standstill;
  private Inventory inventory;
  private InventoryPolicy policy;
  private boolean changed;
  private boolean unwritten;
  private long mergedNanos;
  private long writtenNanos;
  private long fullLookNanos;
  private volatile boolean live;
  private volatile boolean passing;
  private volatile World world = World.EMPTY;

  /** What a start makes and its stop ends. */
  private record Run(Context context, Worker worker) {}

  /** Who hears of what the observer has done. */
  public interface Listener {
    /**
     * Lines were folded; in the order of their log. On the worker.
     *
     * @param live false while what stood there before the start is folded
     * @return what remains to be done, begun on the event loop; the next lines are read when it is
     *     done
     */
    Supplier<Future<Void>> lines(NodeId log, List<LogLine> lines, boolean live);

    /** The world is another; at most ten times a second. On the event loop. */
    void world(World world);

    /** A log is folded up to these lengths. On the worker. */
    void folded(NodeId node, Map<LocalDate, Long> lengths);
  }

  /**
   * @param root the hub's, under which all logs stand
   */
  public Observer(Vertx vertx, Disk disk, Path root, Inventory inventory, Listener listener) {
    this.vertx = vertx;
    this.disk = disk;
    this.root = root;
    this.inventory = inventory;
    this.policy = new InventoryPolicy(inventory);
    this.listener = listener;
  }

  @Override
  public String name() {
    return "observer";
  }

  /** Succeeds when everything that stands in the logs is folded. */
  @Override
  public Future<Void> start() {
    runs++;
    Run begun = new Run(vertx.getOrCreateContext(), new Worker(vertx, "observer-" + runs));
    run = begun;
    return begun
        .worker()
        .run(
            () -> {
              scheduled.set(false);
              openFolds();
              pass();
              settle();
              return null;
            })
        .onSuccess(
            done -> {
              live = true;
              timers.add(vertx.setPeriodic(LOOK_MILLIS, id -> lookAtOwn()));
              timers.add(vertx.setPeriodic(SAVE_MILLIS, id -> save()));
            })
        .mapEmpty();
  }

  private void openFolds() throws IOException {
    folds.clear();
    unread.clear();
    behind.clear();
    changed = true;
    for (NodeId node : inventory.nodes().keySet()) {
      NodeFold fold = NodeFold.open(disk, root, node, table(), policy.meanings());
      if (fold.isOutdated()) {
        fold.again();
      }
      folds.put(node, fold);
      dirty.put(node, Map.of());
      behind.add(node);
    }
  }

  /** Identifies the table of types: a snapshot that was folded with another is not used. */
  private String table() {
    return Integer.toHexString(inventory.routing().types().values().toString().hashCode());
  }

  /** The desired state is another: names, types and services are taken from it from now on. */
  public Future<Void> changed(Inventory now) {
    Run on = run;
    if (on == null) {
      return Future.failedFuture("the observer does not run");
    }
    return on.worker()
        .run(
            () -> {
              saveAll();
              inventory = now;
              policy = new InventoryPolicy(now);
              openFolds();
              pass();
              settle();
              return null;
            })
        .mapEmpty();
  }

  /** A day of a node's log has grown, durably. */
  public void grown(NodeId node, LocalDate day, long length) {
    dirty.merge(
        node,
        Map.of(day, length),
        (before, more) -> {
          Map<LocalDate, Long> both = new HashMap<>(before);
          both.putAll(more);
          return both;
        });
    schedule();
  }

  /** The hub's own node's log lies under the same root and grows without a batch (RULES Y10). */
  private void lookAtOwn() {
    grown(inventory.hub(), LocalDate.EPOCH, -1);
  }

  private void schedule() {
    Run on = run;
    if (on != null && scheduled.compareAndSet(false, true)) {
      on.worker()
          .run(
              () -> {
                scheduled.set(false);
                pass();
                return null;
              })
          .onFailure(failed -> on.context().runOnContext(here -> unfolded(failed)));
    }
  }

  /** A disk that can't be read is tried again; anything else is a fault of ours. */
  private static void unfolded(Throwable failure) {
    if (failure instanceof RuntimeException fault) {
      throw fault;
    }
    LOG.log(Level.ERROR, "the logs can't be folded", failure);
  }

  private void pass() throws IOException {
    passing = true;
    try {
      foldAll();
    } finally {
      passing = false;
    }
  }

  private void foldAll() throws IOException {
    takeGrown();
    while (!unread.isEmpty()) {
      Map.Entry<NodeId, NodeFold> turn = unread.firstEntry();
      if (readTurn(turn.getKey(), turn.getValue())) {
        unread.remove(turn.getKey());
      } else {
        unread.putLast(turn.getKey(), turn.getValue());
      }
      takeGrown();
      mergeWhenDue();
    }
    mergeWhenDue();
  }

  private void takeGrown() throws IOException {
    for (NodeId node : List.copyOf(dirty.keySet())) {
      NodeFold fold = folds.get(node);
      Map<LocalDate, Long> grown = dirty.remove(node);
      if (fold != null && grown != null) {
        unread.put(node, fold);
        if (isLate(node, fold, grown)) {
          fold.again();
          behind.add(node);
          changed = true;
        }
      }
    }
  }

  private boolean isLate(NodeId node, NodeFold fold, Map<LocalDate, Long> grown)
      throws IOException {
    return grown.entrySet().stream()
            .anyMatch(day -> day.getValue() >= 0 && fold.isOutdatedBy(day.getKey(), day.getValue()))
        || (node.equals(inventory.hub()) && ownIsOutdated(fold));
  }

  /** A few chunks of one log, so that a long one does not keep the others waiting. */
  private boolean readTurn(NodeId node, NodeFold fold) throws IOException {
    boolean end = false;
    for (int i = 0; i < TURN_CHUNKS && !end; i++) {
      LogReader.Chunk chunk = fold.next();
      chunks.incrementAndGet();
      if (node.equals(inventory.hub()) && !chunk.lines().isEmpty()) {
        syncOwn(chunk);
      }
      tell(node, fold.take(chunk));
      changed |= !chunk.lines().isEmpty();
      end = chunk.end();
    }
    if (end) {
      behind.remove(node);
    }
    listener.folded(node, fold.lengths());
    return end;
  }

  /** Yesterday each time, all days once a minute. */
  private boolean ownIsOutdated(NodeFold fold) throws IOException {
    long now = System.nanoTime();
    if (now - fullLookNanos < FULL_LOOK_NANOS) {
      return fold.isYesterdayLonger();
    }
    fullLookNanos = now;
    return fold.isOutdated();
  }

  /** What a power cut could take back is not folded (RULES Y10). */
  private void syncOwn(LogReader.Chunk chunk) throws IOException {
    for (LocalDate day : chunk.lines().stream().map(line -> line.at().day()).distinct().toList()) {
      Path file = root.resolve("events/%s/%s/events.jsonl".formatted(day, inventory.hub()));
      try (Disk.OpenFile open = disk.openAppend(file)) {
        open.sync();
      }
    }
  }

  /**
   * One chunk at a time: folding is faster than telling, and what waited on the event loop would
   * grow with the backlog.
   */
  private void tell(NodeId log, List<LogLine> lines) throws IOException {
    Run on = run;
    if (on == null || lines.isEmpty()) {
      return;
    }
    Supplier<Future<Void>> rest = listener.lines(log, lines, live);
    CountDownLatch told = new CountDownLatch(1);
    on.context()
        .runOnContext(
            here -> {
              try {
                rest.get().onComplete(done -> told.countDown());
              } catch (RuntimeException fault) {
                told.countDown();
                throw fault;
              }
            });
    try {
      while (on.equals(run) && !told.await(1, TimeUnit.SECONDS)) {
        LOG.log(Level.DEBUG, "the event loop is behind");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while lines were told", interrupted);
    }
  }

  private void onContext(Runnable task) {
    Run on = run;
    if (on != null) {
      on.context().runOnContext(here -> task.run());
    }
  }

  /**
   * At once after a pause; while the logs keep growing, from time to time. Never while a log is
   * folded from an earlier place on: what it still has to say would look as if it were not so.
   */
  private void mergeWhenDue() throws IOException {
    long now = System.nanoTime();
    if (changed && behind.isEmpty() && now - mergedNanos >= MERGE_NANOS) {
      merge();
    }
    if (unwritten && now - writtenNanos >= WRITE_NANOS) {
      write();
    }
    if (changed || unwritten) {
      comeBack();
    }
  }

  /** Whatever is folded is merged, and in the files. */
  private void settle() throws IOException {
    if (changed && behind.isEmpty()) {
      merge();
    }
    if (unwritten) {
      write();
    }
  }

  private void merge() {
    World next = policy.merge().merge(folds.values().stream().map(NodeFold::fold).toList());
    world = next;
    changed = false;
    unwritten = true;
    mergedNanos = System.nanoTime();
    onContext(() -> listener.world(next));
  }

  private void comeBack() {
    if (returning.compareAndSet(false, true)) {
      onContext(
          () ->
              vertx.setTimer(
                  LATER_MILLIS,
                  id -> {
                    returning.set(false);
                    schedule();
                  }));
    }
  }

  private void write() throws IOException {
    unwritten = false;
    writtenNanos = System.nanoTime();
    Path folder = root.resolve("world");
    DiskFiles.createDirectories(disk, folder);
    for (Map.Entry<String, byte[]> file : WorldFiles.render(world, policy.cards()).entrySet()) {
      byte[] before = written.get(file.getKey());
      if (before == null || !Arrays.equals(before, file.getValue())) {
        DiskFiles.replace(disk, folder.resolve(file.getKey()), file.getValue());
        written.put(file.getKey(), file.getValue());
      }
    }
  }

  private void save() {
    Run on = run;
    if (on == null) {
      return;
    }
    on.worker()
        .run(
            () -> {
              saveAll();
              return null;
            })
        .onFailure(failed -> LOG.log(Level.WARNING, "no snapshot: " + failed.getMessage()));
  }

  private void saveAll() throws IOException {
    settle();
    for (NodeFold fold : folds.values()) {
      fold.save();
    }
  }

  public World world() {
    return world;
  }

  /** Fails when a pass is under way that reads nothing any more, as on a disk that hangs. */
  @Override
  public Future<Void> probe() {
    long read = chunks.get();
    standstill = passing && read == probed ? standstill + 1 : 0;
    probed = read;
    return standstill < STANDSTILL
        ? Future.succeededFuture()
        : Future.failedFuture("the folding of the logs stands still");
  }

  /** Succeeds when the snapshots are on disk. */
  @Override
  public Future<Void> stop() {
    Run ended = run;
    run = null;
    timers.forEach(vertx::cancelTimer);
    timers.clear();
    if (ended == null) {
      return Future.succeededFuture();
    }
    return ended
        .worker()
        .run(
            () -> {
              saveAll();
              return null;
            })
        .otherwiseEmpty()
        .eventually(ended.worker()::close)
        .mapEmpty();
  }
}
