package dev.homelab.log;

import dev.homelab.disk.DiskFiles;
import dev.homelab.event.Event;
import dev.homelab.event.EventSink;
import dev.homelab.supervision.Worker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The event-loop side of an {@link EventLog}, and the one way in which a process emits. What
 * arrives while a flush is under way shares the next one (group commit). May be called from any
 * thread; each caller is told on its own context.
 */
public final class LogWriter implements EventSink {
  /** At 64 KiB at most, usually 500 B: a burst of a second on a small node. */
  private static final int MAX_WAITING = 2_000;

  private static final int MAX_GROUP = 500;
  private static final long CLOCK_LOOK_MILLIS = 200;
  private static final System.Logger LOG = System.getLogger(LogWriter.class.getName());

  private final Vertx vertx;
  private final Context context;
  private final EventLog log;
  private final Worker worker;
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private final Handler<Throwable> fatal;
  private Runnable flushed = () -> {};
  private boolean flushing;
  private boolean unsynced;
  private long doubted;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean closing;

  private record Waiting(EncodedLine line, Context context, Promise<Void> done) {}

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
    synchronized (queue) {
      if (queue.size() >= MAX_WAITING) {
        return Future.failedFuture(
            new LogFullException(
                MAX_WAITING + " events wait for the disk; " + event.type() + " is refused"));
      }
      queue.addLast(new Waiting(EncodedLine.of(event), vertx.getOrCreateContext(), done));
      if (flushing) {
        return done.future();
      }
      flushing = true;
    }
    schedule();
    return done.future();
  }

  private void schedule() {
    run(() -> {
          flush();
          return true;
        })
        .onFailure(this::refuseAll);
  }

  /** The worker is closed: nothing is written any more. */
  private void refuseAll(Throwable closed) {
    List<Waiting> all;
    synchronized (queue) {
      all = List.copyOf(queue);
      queue.clear();
      flushing = false;
    }
    tell(all, done -> done.fail(closed));
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

  private void flush() {
    while (true) {
      if (waitsForClock()) {
        // Not on the context of whoever appended: its timers end with its part.
        context.runOnContext(_ -> vertx.setTimer(CLOCK_LOOK_MILLIS, _ -> schedule()));
        return;
      }
      List<Waiting> group = take();
      if (group.isEmpty()) {
        return;
      }
      write(group);
    }
  }

  private void write(List<Waiting> group) {
    try {
      log.write(group.stream().map(this::lineOf).toList());
      tell(group, Promise::complete);
      flushed.run();
    } catch (IOException | RuntimeException failed) {
      refused(group, failed);
    }
  }

  /** On a full disk what is urgent is tried once more alone: the reserve is for it (RULES L7). */
  private void refused(List<Waiting> group, Exception failed) {
    boolean full = failed instanceof IOException cause && DiskFiles.isFull(cause);
    List<Waiting> urgent = group.stream().filter(waiting -> waiting.line().isUrgent()).toList();
    if (full && !urgent.isEmpty() && urgent.size() < group.size()) {
      refuse(group.stream().filter(waiting -> !waiting.line().isUrgent()).toList(), failed);
      write(urgent);
    } else {
      refuse(group, failed);
    }
  }

  private void refuse(List<Waiting> group, Exception failed) {
    refused.addAndGet(group.size());
    if (log.isBroken() || failed instanceof RuntimeException) {
      end(failed);
    } else {
      LOG.log(System.Logger.Level.WARNING, "events are refused: {0}", failed.getMessage());
    }
    tell(group, done -> done.fail(failed));
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

  private EncodedLine lineOf(Waiting waiting) {
    return unsynced ? waiting.line().unsynced() : waiting.line();
  }

  private List<Waiting> take() {
    synchronized (queue) {
      List<Waiting> group = new ArrayList<>(Math.min(queue.size(), MAX_GROUP));
      while (group.size() < MAX_GROUP && !queue.isEmpty()) {
        group.add(queue.removeFirst());
      }
      flushing = !group.isEmpty();
      return group;
    }
  }

  /** Once for all that one context waits for, in the order of their asking. */
  private static void tell(List<Waiting> group, Consumer<Promise<Void>> outcome) {
    group.stream()
        .collect(Collectors.groupingBy(Waiting::context, LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (context, told) ->
                context.runOnContext(_ -> told.forEach(one -> outcome.accept(one.done()))));
  }

  /** How many events the disk has not taken since the start. */
  public long refused() {
    return refused.get();
  }

  /** Succeeds when everything that waited is durable: no longer does anything wait for a clock. */
  public Future<Void> close() {
    closing = true;
    return run(() -> {
          flush();
          return true;
        })
        .compose(_ -> worker.close());
  }
}
