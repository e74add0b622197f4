package dev.homelab.edge;

import dev.homelab.action.ActionId;
import dev.homelab.edge.executor.Executor;
import dev.homelab.supervision.Part;
import dev.homelab.world.ActionFacts;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The node's executor; each start makes a new one, which takes stock of the folders anew. */
final class NodeExecutor implements Part {
  private final Supplier<Executor> made;
  private final Supplier<Map<ActionId, ActionFacts>> told;
  private @Nullable Executor executor;

  /**
   * Runs nothing yet.
   *
   * @param told the actions as the node's log tells them
   */
  NodeExecutor(Supplier<Executor> made, Supplier<Map<ActionId, ActionFacts>> told) {
    this.made = made;
    this.told = told;
  }

  @Override
  public String name() {
    return "executor";
  }

  /** Succeeds when what a crash interrupted has ended and the folders are looked at. */
  @Override
  public Future<Void> start() {
    Executor fresh = made.get();
    executor = fresh;
    return fresh.start(told.get());
  }

  @Override
  public Future<Void> probe() {
    return executor().probe();
  }

  @Override
  public Future<Void> stop() {
    return executor == null ? Future.succeededFuture() : executor.stop();
  }

  /** The one that runs now; it answers with failures while it is stopped. */
  Executor executor() {
    if (executor == null) {
      throw new IllegalStateException("the executor is not open yet");
    }
    return executor;
  }
}
