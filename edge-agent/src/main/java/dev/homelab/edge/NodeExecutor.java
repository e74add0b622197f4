package dev.homelab.edge;

import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.edge.executor.Executor;
import dev.homelab.supervision.Part;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The node's executor; each start makes a new one, which takes stock of the folders anew. */
final class NodeExecutor implements Part {
  private final Supplier<Executor> made;
  private final Function<ActionId, Optional<ActionState>> known;
  private @Nullable Executor executor;

  /**
   * Runs nothing yet.
   *
   * @param known the state of an action as the node's log tells it
   */
  NodeExecutor(Supplier<Executor> made, Function<ActionId, Optional<ActionState>> known) {
    this.made = made;
    this.known = known;
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
    return fresh.start(known);
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
