package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import io.vertx.core.Future;
import java.time.Duration;

/** Carries out one kind of action; called on the executor's event loop, must not block it. */
public interface ActionRunner {

  /**
   * Does it. Succeeds with how it ended, also when its commands failed; a failed future counts as a
   * failed action.
   */
  Future<RunResult> run(Action action);

  /** After this time it counts as failed ({@code timed_out}). */
  Duration patience();

  /** What can be observed of a run that a crash interrupted; never starts it again (RULES A10). */
  default Future<RunResult> observe(Action action) {
    return Future.succeededFuture(
        RunResult.unknown("the agent ended while this ran; it is not started again"));
  }
}
