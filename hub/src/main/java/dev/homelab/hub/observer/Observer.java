package dev.homelab.hub.observer;

import dev.homelab.disk.Disk;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.log.LogLine;
import dev.homelab.log.SyncFailedException;
import dev.homelab.supervision.Part;
import dev.homelab.supervision.Worker;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the world up to date with the logs. {@link #grown} may be called from any thread. Started
 * again it folds from its last snapshots; the world stays as it was until then.
 */
public final class Observer implements Part {
  private static final System.Logger LOG = System.getLogger(Observer.class.getName());
  private static final long LOOK_MILLIS = 500;
  private static final long SAVE_MILLIS = 30_000;
  private static final long LATER_MILLIS = 100;
  private static final long MERGE_NANOS = 100_000_000L;
  private static final long WRITE_NANOS = 500_000_000L;
  private static final long PASS_NANOS = 500_000_000L;

  /** So many probes in a row in which nothing was read: half a minute. */
  private static final int STANDSTILL = 6;

  private final Vertx vertx;
  private final Disk disk;
  private final Path root;
  private final Listener listener;
  private final LongSupplier nanos;
  private final WorldFolder files;
  private final Map<NodeId, Map<LocalDate, Long>> grown = new ConcurrentHashMap<>();
  private final Queue<ClosedDay> closed = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicBoolean returning = new AtomicBoolean();
  private final List<Long> timers = new ArrayList<>();
  private final AtomicLong chunks = new AtomicLong();
  private volatile @Nullable Run run;
  private int runs;
  private long probed;
  private int standstill;
  private volatile Inventory inventory;
  private volatile boolean live;
  private volatile boolean passing;
  private volatile World world = World.EMPTY;

  private record ClosedDay(NodeId node, LocalDate day, OptionalInt generation) {}

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

    /**
     * A log is folded up to these lengths. On the worker.
     *
     * @param skipped how many of its lines could not be read or folded, of those read since the
     *     start (RULES L4)
     */
    void folded(NodeId node, Map<LocalDate, Long> lengths, long skipped);

    /** Of the hub's own log; the process has to start again (RULES L6). On the event loop. */
    void syncFailed(IOException cause);
  }

  /**
   * @param root the hub's, under which all logs stand
   */
  public Observer(Vertx vertx, Disk disk, Path root, Inventory inventory, Listener listener) {
    this(vertx, disk, root, inventory, listener, System::nanoTime);
  }

  Observer(
      Vertx vertx,
      Disk disk,
      Path root,
      Inventory inventory,
      Listener listener,
      LongSupplier nanos) {
    this.vertx = vertx;
    this.disk = disk;
    this.root = root;
    this.inventory = inventory;
    this.listener = listener;
    this.nanos = nanos;
    this.files = new WorldFolder(disk, root);
  }

  @Override
  public String name() {
    return "observer";
  }

  /** Succeeds when everything that stands in the logs is folded. */
  @Override
  public Future<Void> start() {
    runs++;
    scheduled.set(false);
    returning.set(false);
    Run begun = new Run(vertx.getOrCreateContext(), new Worker(vertx, "observer-" + runs));
    run = begun;
    return begun
        .run(begun::open)
        .onSuccess(
            done -> {
              live = true;
              timers.add(vertx.setPeriodic(LOOK_MILLIS, id -> lookAtOwn()));
              timers.add(vertx.setPeriodic(SAVE_MILLIS, id -> save()));
            });
  }

  /** The desired state is another: names, types and services are taken from it from now on. */
  public Future<Void> changed(Inventory now) {
    Run on = run;
    if (on == null) {
      return Future.failedFuture("the observer does not run");
    }
    return on.run(
        () -> {
          on.save();
          inventory = now;
          on.open();
        });
  }

  /** A day of a node's log has grown, durably. */
  public void grown(NodeId node, LocalDate day, long length) {
    grown.merge(
        node,
        Map.of(day, length),
        (before, more) -> {
          Map<LocalDate, Long> both = new HashMap<>(before);
          both.putAll(more);
          return both;
        });
    schedule();
  }

  /**
   * A copy of a day is no longer gone on with, so that its log is to be folded anew.
   *
   * @param generation as which it stands now; empty where it is no longer part of the log
   */
  public void closed(NodeId node, LocalDate day, OptionalInt generation) {
    closed.add(new ClosedDay(node, day, generation));
    schedule();
  }

  /** The hub's own node's log lies under the same root and grows without a batch (RULES Y10). */
  private void lookAtOwn() {
    grown(inventory.hub(), LocalDate.EPOCH, -1);
  }

  private void schedule() {
    Run on = run;
    if (on != null && scheduled.compareAndSet(false, true)) {
      on.run(on::pass).onFailure(failed -> on.context.runOnContext(here -> unfolded(failed)));
    }
  }

  /** A disk that can't be read is tried again; anything else is a fault of ours. */
  private static void unfolded(Throwable failure) {
    if (failure instanceof RuntimeException fault) {
      throw fault;
    }
    LOG.log(Level.ERROR, "the logs can't be folded", failure);
  }

  private void save() {
    Run on = run;
    if (on != null) {
      on.run(on::save)
          .onFailure(failed -> LOG.log(Level.WARNING, "no snapshot: " + failed.getMessage()));
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
    return ended == null
        ? Future.succeededFuture()
        : ended.run(ended::save).otherwiseEmpty().eventually(ended.worker::close);
  }

  /** From one start to its stop. All but its context and worker is the worker's own. */
  private final class Run implements Folding.Listener {
    private final Context context;
    private final Worker worker;
    private @Nullable Folding folding;
    private boolean unwritten;
    private long mergedNanos;
    private long writtenNanos;

    /** Something for the worker. */
    private interface Job {
      void run() throws IOException;
    }

    Run(Context context, Worker worker) {
      this.context = context;
      this.worker = worker;
    }

    Future<Void> run(Job job) {
      return worker
          .run(
              () -> {
                job.run();
                return true;
              })
          .onFailure(this::failed)
          .mapEmpty();
    }

    private void failed(Throwable failure) {
      if (failure instanceof SyncFailedException cause) {
        context.runOnContext(here -> listener.syncFailed(cause));
      }
    }

    private boolean isOver() {
      return !equals(run);
    }

    void open() throws IOException {
      folding = Folding.open(disk, root, inventory, nanos);
      while (folding.isUnread() && !isOver()) {
        pass();
      }
      settle(folding);
    }

    void pass() throws IOException {
      scheduled.set(false);
      Folding now = folding;
      if (now != null) {
        passing = true;
        try {
          readTurns(now, System.nanoTime() + PASS_NANOS);
        } finally {
          passing = false;
        }
      }
    }

    /** Other work of the worker comes between two passes, however fast the logs grow. */
    private void readTurns(Folding now, long end) throws IOException {
      takeGrown(now);
      while (now.isUnread() && System.nanoTime() < end && !isOver()) {
        now.readTurn(this);
        takeGrown(now);
        mergeWhenDue(now);
      }
      mergeWhenDue(now);
      if (now.isUnread()) {
        schedule();
      }
    }

    private void takeGrown(Folding now) throws IOException {
      for (ClosedDay each = closed.poll(); each != null; each = closed.poll()) {
        now.closed(each.node(), each.day(), each.generation());
      }
      for (NodeId node : List.copyOf(grown.keySet())) {
        Map<LocalDate, Long> lengths = grown.remove(node);
        if (lengths != null) {
          take(now, node, lengths);
        }
      }
    }

    private void take(Folding now, NodeId node, Map<LocalDate, Long> lengths) throws IOException {
      try {
        now.grown(node, lengths);
      } catch (IOException unread) {
        grown.putIfAbsent(node, lengths);
        throw unread;
      }
    }

    /**
     * One chunk at a time: folding is faster than telling, and what waited on the event loop would
     * grow with the backlog.
     */
    @Override
    public void lines(NodeId log, List<LogLine> lines) throws IOException {
      chunks.incrementAndGet();
      if (lines.isEmpty()) {
        return;
      }
      Supplier<Future<Void>> rest = listener.lines(log, lines, live);
      CountDownLatch told = new CountDownLatch(1);
      context.runOnContext(
          here -> {
            try {
              rest.get().onComplete(done -> told.countDown());
            } catch (RuntimeException fault) {
              told.countDown();
              throw fault;
            }
          });
      try {
        while (!isOver() && !told.await(1, TimeUnit.SECONDS)) {
          LOG.log(Level.DEBUG, "the event loop is behind");
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while lines were told", interrupted);
      }
    }

    @Override
    public void folded(NodeId log, Map<LocalDate, Long> lengths, long skipped) {
      listener.folded(log, lengths, skipped);
    }

    /** At once after a pause; while the logs keep growing, from time to time. */
    private void mergeWhenDue(Folding now) throws IOException {
      long time = System.nanoTime();
      if (now.isChanged() && time - mergedNanos >= MERGE_NANOS) {
        merge(now);
      }
      if (unwritten && time - writtenNanos >= WRITE_NANOS) {
        write(now);
      }
      if (now.isChanged() || unwritten) {
        comeBack();
      }
    }

    /** Whatever is folded is merged, and in the files. */
    private void settle(Folding now) throws IOException {
      if (now.isChanged()) {
        merge(now);
      }
      if (unwritten) {
        write(now);
      }
    }

    private void merge(Folding now) {
      World next = now.merge();
      world = next;
      unwritten = true;
      mergedNanos = System.nanoTime();
      context.runOnContext(here -> listener.world(next));
    }

    private void write(Folding now) throws IOException {
      writtenNanos = System.nanoTime();
      files.write(world, now.cards());
      unwritten = false;
    }

    private void comeBack() {
      if (returning.compareAndSet(false, true)) {
        context.runOnContext(here -> vertx.setTimer(LATER_MILLIS, id -> back()));
      }
    }

    private void back() {
      returning.set(false);
      schedule();
    }

    void save() throws IOException {
      Folding now = folding;
      if (now != null) {
        settle(now);
        now.save();
      }
    }
  }
}
