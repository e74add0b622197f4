package dev.homelab.hub.observer;

import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.log.LogLine;
import dev.homelab.log.SyncFailedException;
import dev.homelab.supervision.Worker;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The observer's work from one start to its stop: passes over the logs that have grown, one after
 * the other on a worker, with other work of the worker between them.
 */
final class Passes implements Folding.Listener {
  private static final System.Logger LOG = System.getLogger(Passes.class.getName());
  private static final long LATER_MILLIS = 100;
  private static final long MERGE_NANOS = 100_000_000L;
  private static final long WRITE_NANOS = 500_000_000L;
  private static final long PASS_NANOS = 500_000_000L;

  /** Between two looks at what has grown: what comes meanwhile shares the next one. */
  private static final long BREATH_NANOS = 15_000_000L;

  /** So many probes in a row in which nothing was read: half a minute. */
  private static final int STANDSTILL = 6;

  private final Context context;
  private final Worker worker;
  private final Home home;
  private final Notices notices;
  private final WorldFolder files;
  private final Observer.Listener listener;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicBoolean returning = new AtomicBoolean();
  private final AtomicLong chunks = new AtomicLong();
  private @Nullable Folding folding;
  private boolean unwritten;
  private long mergedNanos;
  private long writtenNanos;
  private long takenNanos;
  private volatile long passedNanos = System.nanoTime() - BREATH_NANOS;
  private volatile boolean passing;
  private volatile boolean over;
  private long probed;
  private int standstill;

  /** What outlives one run. */
  interface Home {
    Folding open(Inventory inventory) throws IOException;

    /** Whether what stood there at the first start has been folded. */
    boolean isLive();

    World world();

    void world(World next);
  }

  /** Something for the worker. */
  private interface Job {
    void run() throws IOException;
  }

  Passes(
      Context context,
      Worker worker,
      Home home,
      Notices notices,
      WorldFolder files,
      Observer.Listener listener) {
    this.context = context;
    this.worker = worker;
    this.home = home;
    this.notices = notices;
    this.files = files;
    this.listener = listener;
  }

  private Future<Void> run(Job job) {
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

  /** Succeeds when everything that stands in the logs is folded. */
  Future<Void> open(Inventory inventory) {
    return run(() -> fold(inventory));
  }

  /** The same from the snapshots of now, under another inventory. */
  Future<Void> reopen(Inventory inventory) {
    return run(
        () -> {
          saveNow();
          fold(inventory);
        });
  }

  private void fold(Inventory inventory) throws IOException {
    Folding opened = home.open(inventory);
    folding = opened;
    while (opened.isUnread() && !over) {
      pass();
    }
    settle(opened);
  }

  /** Something has grown: a pass at once after a pause, while lines keep coming after a breath. */
  void schedule() {
    if (over || !scheduled.compareAndSet(false, true)) {
      return;
    }
    long breath = passing ? BREATH_NANOS : passedNanos + BREATH_NANOS - System.nanoTime();
    if (breath <= 0) {
      begin();
    } else {
      later(TimeUnit.NANOSECONDS.toMillis(breath) + 1, this::begin);
    }
  }

  private void later(long millis, Runnable what) {
    context.runOnContext(here -> context.owner().setTimer(millis, due -> what.run()));
  }

  private void begin() {
    run(this::pass).onFailure(failed -> context.runOnContext(here -> unfolded(failed)));
  }

  /** A disk that can't be read is tried again; anything else is a fault of ours. */
  private static void unfolded(Throwable failure) {
    if (failure instanceof RuntimeException fault) {
      throw fault;
    }
    LOG.log(Level.ERROR, "the logs can't be folded", failure);
  }

  private void pass() throws IOException {
    scheduled.set(false);
    Folding now = folding;
    if (now != null) {
      passing = true;
      try {
        readTurns(now, System.nanoTime() + PASS_NANOS);
      } finally {
        passedNanos = System.nanoTime();
        passing = false;
      }
    }
  }

  private void readTurns(Folding now, long end) throws IOException {
    take(now);
    while (now.isUnread() && System.nanoTime() < end && !over) {
      now.readTurn(this);
      if (System.nanoTime() - takenNanos >= BREATH_NANOS) {
        take(now);
      }
      mergeWhenDue(now);
    }
    mergeWhenDue(now);
    if (now.isUnread() && !over && scheduled.compareAndSet(false, true)) {
      begin();
    }
  }

  private void take(Folding now) {
    takenNanos = System.nanoTime();
    Optional<Notices.ClosedDay> closed = notices.takeClosed();
    while (closed.isPresent()) {
      now.closed(closed.get().node(), closed.get().day(), closed.get().generation(), this);
      closed = notices.takeClosed();
    }
    for (NodeId node : notices.grown()) {
      now.grown(node, notices.takeGrown(node), this);
    }
    now.tryAgain();
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
    Supplier<Future<Void>> rest = listener.lines(log, lines, home.isLive());
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
      while (!over && !told.await(1, TimeUnit.SECONDS)) {
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

  @Override
  public void unreadable(NodeId log, Optional<String> why) {
    context.runOnContext(here -> listener.unreadable(log, why));
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
    if ((now.isChanged() || unwritten) && returning.compareAndSet(false, true)) {
      later(LATER_MILLIS, this::comeBack);
    }
  }

  private void comeBack() {
    returning.set(false);
    schedule();
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
    home.world(next);
    unwritten = true;
    mergedNanos = System.nanoTime();
    context.runOnContext(here -> listener.world(next));
  }

  private void write(Folding now) throws IOException {
    writtenNanos = System.nanoTime();
    files.write(home.world(), now.cards());
    unwritten = false;
  }

  /** Succeeds when world and snapshots are on disk. */
  Future<Void> save() {
    return run(this::saveNow);
  }

  private void saveNow() throws IOException {
    Folding now = folding;
    if (now != null) {
      settle(now);
      files.restore();
      now.save();
    }
  }

  /** Fails when a pass is under way that reads nothing any more, as on a disk that hangs. */
  Future<Void> probe() {
    long read = chunks.get();
    standstill = passing && read == probed ? standstill + 1 : 0;
    probed = read;
    return standstill < STANDSTILL
        ? Future.succeededFuture()
        : Future.failedFuture("the folding of the logs stands still");
  }

  /** Succeeds when world and snapshots are on disk and nothing is done any more. */
  Future<Void> close() {
    over = true;
    return save().otherwiseEmpty().eventually(worker::close);
  }
}
