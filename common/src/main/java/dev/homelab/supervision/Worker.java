package dev.homelab.supervision;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

/**
 * One thread for work that blocks, one thing after the other, whichever part asked for it. A
 * context's own blocking work is interrupted when its part ends, and an interrupted write closes
 * the file that it wrote to; what was handed over here is done.
 */
public final class Worker {
  private final WorkerExecutor executor;

  /**
   * Shares the thread with all workers of this name.
   *
   * @param name of the thread
   */
  public Worker(Vertx vertx, String name) {
    this.executor = vertx.createSharedWorkerExecutor(name, 1);
  }

  /**
   * Succeeds with what the job gives; fails with what it throws, or when this is closed. Tells so
   * on the caller's context.
   */
  public <T> Future<T> run(Callable<T> job) {
    // Not "ordered": that would queue it with the blocking work of the caller's context, which is
    // interrupted with it. The one thread keeps the order.
    try {
      return executor.executeBlocking(job, false);
    } catch (RejectedExecutionException closed) {
      return Future.failedFuture(closed);
    }
  }

  /** Succeeds when everything that was handed over is done and the thread is given back. */
  public Future<Void> close() {
    return run(() -> true).compose(_ -> executor.close());
  }
}
