package dev.homelab.edge.watch;

import dev.homelab.clock.MomentClock;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.CommandResult;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.Deployer;
import dev.homelab.edge.container.Drift;
import dev.homelab.edge.container.Rendered;
import dev.homelab.edge.container.Secrets;
import dev.homelab.event.Event;
import dev.homelab.event.Values;
import dev.homelab.supervision.Supervision;
import dev.homelab.supervision.SupervisionSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** The watchers of containers and of their health over an engine, and all that they told. */
final class Watching implements AutoCloseable {
  final List<Event> events = new CopyOnWriteArrayList<>();
  private final PartsGoOn parts = new PartsGoOn();
  private final Sentinel sentinel;

  /** Has looked once when it is made. */
  Watching(Vertx vertx, ContainerEngine engine, TestNode node, PlannedWork planned, Path root) {
    Path state = root.resolve("state");
    InstantSource clock = InstantSource.system();
    this.sentinel =
        new Sentinel(
            vertx,
            new Supervision(vertx, SupervisionSettings.DEFAULT, clock, parts),
            node.id(),
            event -> {
              events.add(event);
              return Future.succeededFuture();
            },
            new FileDisk(),
            state,
            MomentClock.beside(clock));
    Senses senses =
        new Senses(
            vertx,
            new Senses.Parts(
                engine,
                new NothingDeployed(),
                new Secrets(vertx, engine, root.resolve("config")),
                Optional.empty(),
                false,
                Machine.standIn(
                    vertx, new FileDisk(), state, () -> ZoneOffset.UTC, OptionalInt::empty, clock),
                node,
                house -> {
                  throw new AssertionError("none is wanted: " + house);
                },
                Optional::empty,
                () -> Optional.of(clock.instant()),
                planned,
                MomentClock.beside(clock)));
    List<Recipe> recipes =
        senses.recipes().stream()
            .filter(it -> it.name().equals("docker") || it.name().startsWith("health:"))
            .toList();
    Await.get("watching", sentinel.start(recipes, service -> true));
    Await.until("a first look", () -> Files.exists(state.resolve("stability-agent.heartbeat")));
  }

  Event await(String type) {
    return await(type, Await.LIMIT);
  }

  Event await(String type, Duration limit) {
    Await.until(
        type + ", told is " + types(), limit, () -> events.stream().anyMatch(it -> is(it, type)));
    return events.stream().filter(event -> is(event, type)).findFirst().orElseThrow();
  }

  private static boolean is(Event event, String type) {
    return event.type().equals(type);
  }

  List<String> types() {
    return events.stream().map(Event::type).toList();
  }

  /** One look more, of which nothing is told: whether anything is wrong. */
  boolean isAllWell() {
    Map<String, Object> seen = Await.get("a look", sentinel.probe("docker")).orElseThrow();
    return seen.get("failure") == null && Values.list(seen, "bad").isEmpty();
  }

  @Override
  public void close() {
    Await.get("sentinel closed", sentinel.close());
    parts.haveGoneOn();
  }

  private record NothingDeployed() implements Deployer {
    @Override
    public Future<Rendered> render(String service) {
      throw new AssertionError(service);
    }

    @Override
    public Future<CommandResult> redeploy(String service, Rendered approved) {
      throw new AssertionError(service);
    }

    @Override
    public Future<Drift> drift(String service) {
      throw new AssertionError(service);
    }
  }
}
