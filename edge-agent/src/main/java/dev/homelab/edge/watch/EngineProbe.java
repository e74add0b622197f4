package dev.homelab.edge.watch;

import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.EngineException;
import io.vertx.core.Future;

/**
 * Asks the engine first: what does not run, or is starting, is not probed; a container with a
 * health check of the engine's own is as well as that says, if the contract leaves it to the
 * engine. Everything else goes on to the next probe.
 */
final class EngineProbe implements Probe {
  private final ContainerEngine engine;
  private final String container;
  private final boolean decides;
  private final Probe next;

  /**
   * @param decides whether the engine's own health check is the contract's
   */
  EngineProbe(ContainerEngine engine, String container, boolean decides, Probe next) {
    this.engine = engine;
    this.container = container;
    this.decides = decides;
    this.next = next;
  }

  @Override
  public Future<Health> ask() {
    return engine.inspect(container).compose(this::judge).recover(this::unseen);
  }

  private Future<Health> judge(Container seen) {
    if (!seen.running()) {
      return Future.succeededFuture(new Health.Unknown());
    }
    if (!decides) {
      return next.ask();
    }
    return switch (seen.health()) {
      case HEALTHY -> Future.succeededFuture(new Health.Well());
      case UNHEALTHY -> Future.succeededFuture(new Health.Ill(ill(seen)));
      case STARTING -> Future.succeededFuture(new Health.Unknown());
      case NONE -> next.ask();
    };
  }

  static String ill(Container container) {
    return "container %s: its own health check fails".formatted(container.name());
  }

  /** An absent container or engine is a condition of its own. */
  private Future<Health> unseen(Throwable failure) {
    return failure instanceof EngineException
        ? Future.succeededFuture(new Health.Unknown())
        : Future.failedFuture(failure);
  }
}
