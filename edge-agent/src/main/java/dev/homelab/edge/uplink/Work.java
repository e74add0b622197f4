package dev.homelab.edge.uplink;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;

/** The uplink's worker: one thing after the other. */
record Work(WorkerExecutor worker) {

  /** Succeeds with what the task gives; fails with what it throws. */
  <T> Future<T> run(Callable<T> task) {
    return worker.executeBlocking(task, true);
  }
}
