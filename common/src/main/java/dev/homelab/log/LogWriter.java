package dev.homelab.log;

import dev.homelab.disk.DiskFiles;
import dev.homelab.event.Event;
import dev.homelab.event.EventSink;
import dev.homelab.supervision.SaidOnce;
import dev.homelab.supervision.Worker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The event-loop side of an {@link EventLog}, and the one way in which a process emits. What
 * arrives while a flush is under way shares the next one (group commit). May be called from any
 * thread; each caller is told on its own context.
 */
public final class LogWriter implements EventSink {
  private static final long CLOCK_LOOK_MILLIS = 200;

  /** Other work on the log comes between so many groups, however fast events come. */
  private static final int TURN_GROUPS = 16;

  private static final System.Logger LOG = System.getLogger(LogWriter.class.getName());

  private final Vertx vertx;
  private final Context context;
  private final EventLog log;
  private final Worker worker;
  private final LineQueue queue = new LineQueue();
  private final Handler<Throwable> fatal;
  private final SaidOnce taking = new SaidOnce(LOG, "events are refused");
  private Runnable flushed = () -> {};
  private boolean unsynced;
  private long doubted;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean closing;

  /**
   * @param fatal told of a failed sync: what the disk then holds can't be known, so the process has
   *     to start again (RULES L6)
   */
  public LogWriter(Vertx vertx, EventLog log, Handler<Throwable> fatal) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.log = log;
    this.fatal = fatal;
    this.worker = new Worker(vertx, "log-" + log.node());
  }

  /** Sets what is told after each flush, on the worker. */
  public void onFlushed(Runnable listener) {
    flushed = listener;
  }

  /**
   * Succeeds when the event is durable; fails when too many wait, or with the disk's failure. A
   * full disk ends nothing: who appended may try again (RULES L7).
   */
  @Override
  public Future<Void> append(Event event) {
    Promise<Void> done = Promise.promise();
    EncodedLine line = EncodedLine.of(event);
    try {
      if (queue.add(new LineQueue.Waiting(line, vertx.getOrCreateContext(), done))) {
        schedule();
      }
    } catch (LogFullException full) {
      refused.incrementAndGet();
      return Future.failedFuture(full);
    }
    return done.future();
  }

  private void schedule() {
    worker.run(this::flush).onFailure(this::refuseAll);
  }

  /** The worker is closed: nothing is written any more. */
  private void refuseAll(Throwable closed) {
    LineQueue.tell(queue.takeAll(), done -> done.fail(closed));
  }

  /**
   * Runs something on the log's own worker, between flushes. A failed sync in it ends the process
   * as one of a flush does.
   */
  public <T> Future<T> run(Callable<T> job) {
    return worker
        .run(job)
        .onFailure(
            failed -> {
              if (log.isBroken()) {
                end(failed);
              }
            });
  }

  private void end(Throwable failed) {
    if (ended.compareAndSet(false, true)) {
      fatal.handle(failed);
    }
  }

  /** Says whether all is written. */
  private boolean flush() {
    for (int i = 0; i < TURN_GROUPS; i++) {
      if (waitsForClock()) {
        // Not on the context of whoever appended: its timers end with its part.
        context.runOnContext(_ -> vertx.setTimer(CLOCK_LOOK_MILLIS, _ -> schedule()));
        return false;
      }
      List<LineQueue.Waiting> group = queue.take();
      if (group.isEmpty()) {
        return true;
      }
      write(group);
    }
    schedule();
    return false;
  }

  private void write(List<LineQueue.Waiting> group) {
    try {
      List<EncodedLine> lines = new ArrayList<>(group.size());
      for (LineQueue.Waiting waiting : group) {
        lines.add(unsynced ? waiting.line().unsynced() : waiting.line());
      }
      log.write(lines);
      taking.works();
      LineQueue.tell(group, Promise::complete);
      flushed.run();
    } catch (IOException | RuntimeException failed) {
      refused(group, failed);
    }
  }

  /** On a full disk what is urgent is tried once more alone: the reserve is for it (RULES L7). */
  private void refused(List<LineQueue.Waiting> group, Exception failed) {
    boolean full = failed instanceof IOException cause && DiskFiles.isFull(cause);
    List<LineQueue.Waiting> urgent =
        group.stream().filter(waiting -> waiting.line().isUrgent()).toList();
    if (full && !urgent.isEmpty() && urgent.size() < group.size()) {
      refuse(group.stream().filter(waiting -> !waiting.line().isUrgent()).toList(), failed);
      write(urgent);
    } else {
      refuse(group, failed);
    }
  }

  private void refuse(List<LineQueue.Waiting> group, Exception failed) {
    refused.addAndGet(group.size());
    if (log.isBroken() || failed instanceof RuntimeException) {
      end(failed);
    } else {
      taking.failed(failed);
    }
    LineQueue.tell(group, done -> done.fail(failed));
  }

  /**
   * While the clock can't be right, lines wait in memory for a minute at most; then they are
   * written all the same, and marked (RULES L9).
   */
  private boolean waitsForClock() {
    if (log.isClockBelieved()) {
      unsynced = false;
      doubted = 0;
      return false;
    }
    if (doubted == 0) {
      doubted = System.nanoTime();
    }
    unsynced = closing || System.nanoTime() - doubted > ClockTrust.PATIENCE.toNanos();
    return !unsynced;
  }

  /** How many events the disk has not taken since the start. */
  public long refused() {
    return refused.get();
  }

  /** Succeeds when everything that waited is durable: no longer does anything wait for a clock. */
  public Future<Void> close() {
    closing = true;
    return worker.run(this::flushAll).compose(_ -> worker.close());
  }

  private boolean flushAll() {
    boolean all = false;
    while (!all) {
      all = flush();
    }
    return true;
  }
}
