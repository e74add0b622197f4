package dev.homelab.log;

import dev.homelab.event.Event;
import dev.homelab.event.EventSink;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The event-loop side of an {@link EventLog}, and the one way in which a process emits. What
 * arrives while a flush is under way shares the next one (group commit). May be called from any
 * thread.
 */
public final class LogWriter implements EventSink {
  /** At 64 KiB at most, usually 500 B: a burst of a second on a small node. */
  private static final int MAX_WAITING = 2_000;

  private static final int MAX_GROUP = 500;

  private final EventLog log;
  private final WorkerExecutor worker;
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private final Handler<Throwable> fatal;
  private Runnable flushed = () -> {};
  private boolean flushing;

  private record Waiting(Event event, Promise<Void> done) {}

  /**
   * @param fatal told of a failed write or sync: what the disk then holds can't be known, so the
   *     process has to start again (RULES L6)
   */
  public LogWriter(Vertx vertx, EventLog log, Handler<Throwable> fatal) {
    this.log = log;
    this.fatal = fatal;
    this.worker = vertx.createSharedWorkerExecutor("log-" + log.node(), 1);
  }

  /** Sets what is told after each flush, on the worker. */
  public void onFlushed(Runnable listener) {
    flushed = listener;
  }

  /** Succeeds when the event is durable; fails when too many wait, or with the disk's failure. */
  @Override
  public Future<Void> append(Event event) {
    Promise<Void> done = Promise.promise();
    synchronized (queue) {
      if (queue.size() >= MAX_WAITING) {
        return Future.failedFuture(
            new LogFullException(
                MAX_WAITING + " events wait for the disk; " + event.type() + " is refused"));
      }
      queue.addLast(new Waiting(event, done));
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
        .onFailure(fatal);
  }

  /** Runs something on the log's own worker, between flushes. */
  public <T> Future<T> run(Callable<T> job) {
    return worker.executeBlocking(job, true);
  }

  private void flush() {
    while (true) {
      List<Waiting> group = take();
      if (group.isEmpty()) {
        return;
      }
      try {
        log.append(group.stream().map(Waiting::event).toList());
        group.forEach(waiting -> waiting.done().complete());
        flushed.run();
      } catch (Exception failed) {
        group.forEach(waiting -> waiting.done().fail(failed));
        fatal.handle(failed);
      }
    }
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

  public Future<Void> close() {
    return run(() -> true).compose(done -> worker.close());
  }
}
