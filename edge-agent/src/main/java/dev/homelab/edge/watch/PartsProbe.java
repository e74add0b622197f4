package dev.homelab.edge.watch;

import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.ContainerEngine;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the service itself is well, asks the engine for its other containers: one whose own health
 * check fails is the service's trouble (SPEC section 3). What does not run is a condition of its
 * own.
 */
final class PartsProbe implements Probe {
  private final ContainerEngine engine;
  private final List<String> parts;
  private final Probe main;

  PartsProbe(ContainerEngine engine, List<String> parts, Probe main) {
    this.engine = engine;
    this.parts = List.copyOf(parts);
    this.main = main;
  }

  @Override
  public Future<Health> ask() {
    return main.ask()
        .compose(
            health ->
                health instanceof Health.Well well && !parts.isEmpty()
                    ? ofParts(well)
                    : Future.succeededFuture(health));
  }

  private Future<Health> ofParts(Health.Well well) {
    List<Future<Container>> all = new ArrayList<>();
    parts.forEach(part -> all.add(engine.inspect(part)));
    return Future.join(all)
        .transform(
            seen ->
                Future.succeededFuture(
                    all.stream()
                        .filter(Future::succeeded)
                        .map(Future::result)
                        .filter(it -> it.running() && it.health() == Container.Health.UNHEALTHY)
                        .findFirst()
                        .<Health>map(it -> new Health.Ill(EngineProbe.ill(it)))
                        .orElse(well)));
  }
}
