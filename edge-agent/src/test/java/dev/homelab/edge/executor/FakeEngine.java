package dev.homelab.edge.executor;

import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.ContainerEvent;
import dev.homelab.edge.container.EngineException;
import dev.homelab.edge.container.ExecResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Containers in memory that can only be listed and restarted. */
final class FakeEngine implements ContainerEngine {
  final List<String> restarted = new ArrayList<>();
  private final List<Container> containers;

  FakeEngine(Container... containers) {
    this.containers = List.of(containers);
  }

  static Container container(String name, Container.State state) {
    return container(name, state, null);
  }

  static Container container(String name, Container.State state, @Nullable Instant started) {
    return new Container(
        "id-" + name,
        name,
        name,
        name,
        state,
        Container.Health.NONE,
        new Container.Life(0, false, 0, started, 0));
  }

  @Override
  public Future<List<Container>> list() {
    return Future.succeededFuture(containers);
  }

  @Override
  public Future<Void> restart(String name, Duration grace) {
    restarted.add(name);
    return name.equals("refuses")
        ? Future.failedFuture(
            new EngineException(EngineException.Reason.REFUSED, "no, says hunter2"))
        : Future.succeededFuture();
  }

  @Override
  public Future<Container> inspect(String name) {
    return containers.stream()
        .filter(container -> container.name().equals(name))
        .findFirst()
        .map(Future::succeededFuture)
        .orElseGet(
            () ->
                Future.failedFuture(
                    new EngineException(
                        EngineException.Reason.NO_SUCH_CONTAINER, name + " is not there")));
  }

  @Override
  public Future<Void> start(String name) {
    return none();
  }

  @Override
  public Future<Void> stop(String name, Duration grace) {
    return none();
  }

  @Override
  public Future<ExecResult> exec(
      String name, List<String> argv, Duration timeout, int maxOutputBytes) {
    return none();
  }

  @Override
  public Future<String> lastLog(String name, int lines, int maxBytes) {
    return none();
  }

  @Override
  public Future<Map<String, String>> environment(String name) {
    return none();
  }

  @Override
  public Subscription events(Handler<ContainerEvent> handler) {
    return () -> {};
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  private static <T> Future<T> none() {
    return Future.failedFuture(new UnsupportedOperationException("not a part of this test"));
  }
}
