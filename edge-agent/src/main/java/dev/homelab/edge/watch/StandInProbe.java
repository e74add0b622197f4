package dev.homelab.edge.watch;

import dev.homelab.edge.container.ContainerEngine;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** The stand-in's own probe, whatever the contract asks for: there is nothing else to ask. */
final class StandInProbe implements Probe {
  private final ContainerEngine engine;
  private final String container;

  StandInProbe(ContainerEngine engine, String container) {
    this.engine = engine;
    this.container = container;
  }

  @Override
  public Future<Health> ask() {
    return engine
        .exec(container, List.of("probe"), Duration.ofSeconds(5), 1024)
        .map(
            result ->
                result.exitCode() == 0
                    ? new Health.Well()
                    : new Health.Ill(result.output().strip()));
  }
}
