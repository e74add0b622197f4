package dev.homelab.edge;

import dev.homelab.action.ActionKind;
import dev.homelab.action.Clocks;
import dev.homelab.edge.container.DiskCleanup;
import dev.homelab.edge.executor.ActionRunner;
import dev.homelab.edge.executor.CleanupRunner;
import dev.homelab.edge.executor.Executor;
import dev.homelab.edge.executor.NodeSettings;
import dev.homelab.edge.executor.RedeployRunner;
import dev.homelab.edge.executor.RestartRunner;
import dev.homelab.edge.executor.Withheld;
import dev.homelab.redact.Redactor;
import dev.homelab.supervision.Part;
import dev.homelab.world.World;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The node's executor; each start makes a new one, which takes stock of the folders anew. */
final class NodeExecutor implements Part {
  private static final Duration KEEP_LOGS = Duration.ofDays(30);

  private final Ground ground;
  private final SharedRoot sharedRoot;
  private final Containers containers;
  private final WantedServices wanted;
  private final Supplier<World> world;
  private @Nullable Executor executor;

  /**
   * Runs nothing yet.
   *
   * @param world what the node's log says, of its actions and of what is still broken
   */
  NodeExecutor(
      Ground ground,
      SharedRoot sharedRoot,
      Containers containers,
      WantedServices wanted,
      Supplier<World> world) {
    this.ground = ground;
    this.sharedRoot = sharedRoot;
    this.containers = containers;
    this.wanted = wanted;
    this.world = world;
  }

  @Override
  public String name() {
    return "executor";
  }

  /** Succeeds when what a crash interrupted has ended and the folders are looked at. */
  @Override
  public Future<Void> start() {
    Executor fresh =
        new Executor(
            ground.vertx(),
            settings(),
            ground.files().store(),
            ground.files().ledger(),
            runners(),
            action -> Future.succeededFuture(StillNeeded.gone(action, world.get())),
            ground.log(),
            ground.files().folders());
    executor = fresh;
    return fresh.start(world.get().actions());
  }

  private NodeSettings settings() {
    return new NodeSettings(
        ground.node(),
        sharedRoot::is,
        ground.rules(),
        Clocks.system(ground.files().log()::isClockBelieved),
        Redactor.shapesOnly()::redact);
  }

  /** What the node can do, each kind by one of them. */
  private Map<ActionKind, ActionRunner> runners() {
    Withheld withheld = Withheld.by(containers.secrets());
    return Map.of(
        ActionKind.CONTAINER_RESTART,
        new RestartRunner(containers.engine(), withheld, () -> Set.copyOf(wanted.allServices())),
        ActionKind.REDEPLOY,
        new RedeployRunner(containers.deployer(), containers.engine(), withheld, "edge-agent"),
        ActionKind.DISK_CLEANUP,
        new CleanupRunner(
            new DiskCleanup(
                ground.vertx(),
                containers.docker(),
                ground.root().resolve("logs"),
                KEEP_LOGS,
                ground.clock())));
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
