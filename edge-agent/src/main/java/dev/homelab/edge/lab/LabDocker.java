package dev.homelab.edge.lab;

import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.Container.State;
import dev.homelab.edge.container.DockerApi;
import dev.homelab.edge.container.DockerEngine;
import dev.homelab.edge.container.EngineException;
import dev.homelab.edge.container.EngineException.Reason;
import dev.homelab.event.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lab whose services are containers of a Docker engine. Whatever has not the lab's labels is
 * neither seen nor touched, whatever its name is.
 */
public final class LabDocker implements Lab {
  private static final String DOWN_FILE = "containers-down";

  private final Vertx vertx;
  private final LabLayout layout;
  private final Path socket;
  private final DockerApi docker;
  private final DockerStandIns standIns;
  private final List<LabService> services;
  private final Set<String> down = new TreeSet<>();
  private final Set<NodeId> troubled = ConcurrentHashMap.newKeySet();

  private LabDocker(
      Vertx vertx, LabLayout layout, String lab, Path socket, List<LabService> services) {
    this.vertx = vertx;
    this.layout = layout;
    this.socket = socket;
    this.docker = new DockerApi(vertx, socket);
    this.standIns = new DockerStandIns(vertx, docker, layout, lab);
    this.services = List.copyOf(services);
  }

  /**
   * Makes a container for each that the lab has not, and starts those that {@link #close} stopped.
   * What was stopped or removed on purpose stays so.
   *
   * @param lab its name, before each container's
   */
  public static Future<LabDocker> start(
      Vertx vertx, LabLayout layout, String lab, Path socket, List<LabService> services) {
    LabDocker made = new LabDocker(vertx, layout, lab, socket, services);
    return vertx
        .executeBlocking(made::leftDown)
        .compose(before -> made.open(before))
        .recover(failure -> made.close().transform(closed -> Future.<Void>failedFuture(failure)))
        .map(made);
  }

  private Future<Void> open(Set<String> before) {
    down.addAll(before);
    List<Future<Void>> all = new ArrayList<>();
    for (LabService service : services) {
      DockerEngine engine = engine(service.node());
      for (String name : service.containers()) {
        if (!down.contains(standIns.onEngine(service.node(), name))) {
          all.add(
              engine
                  .start(name)
                  .recover(
                      failure ->
                          absent(failure)
                              ? standIns.create(service, name)
                              : Future.failedFuture(failure)));
        }
      }
    }
    return Future.join(all).mapEmpty();
  }

  private static boolean absent(Throwable failure) {
    return failure instanceof EngineException known && known.noContainer();
  }

  private DockerEngine engine(NodeId node) {
    return standIns.engine(node);
  }

  @Override
  public Future<Void> breakService(NodeId node, String service, BreakKind kind, int times) {
    return find(node, service)
        .compose(found -> DockerStandIns.each(found, name -> breakOne(found, name, kind, times)));
  }

  private Future<Void> breakOne(LabService service, String name, BreakKind kind, int times) {
    DockerEngine engine = engine(service.node());
    String crashes = Integer.toString(times <= 0 ? -1 : times);
    return switch (kind) {
      case STOPPED -> engine.stop(name, STOP_GRACE);
      case PAUSED -> engine.pause(name);
      case NEVER_STARTED -> standIns.neverStarted(service, name);
      case MISSING -> engine.remove(name);
      case UNHEALTHY -> standIns.flaw(service, name, Map.of(".unhealthy-" + name, "yes"));
      case CRASH_LOOP ->
          standIns
              .flaw(service, name, Map.of(".crash-" + name, crashes))
              .compose(flawed -> engine.restart(name, Duration.ofSeconds(1)));
      case OUT_OF_MEMORY ->
          standIns
              .flaw(service, name, Map.of(".memory-" + name, "yes"))
              .compose(flawed -> engine.restart(name, Duration.ofSeconds(1)));
      case BROKEN_CHECK -> standIns.withoutCheck(service, name);
      case OTHER_IMAGE, OTHER_DEFINITION ->
          vertx
              .executeBlocking(() -> madeFrom(service).other(kind))
              .compose(noted -> standIns.anew(service, name));
    };
  }

  @Override
  public Future<Void> recreate(NodeId node, String service) {
    return find(node, service)
        .compose(
            found ->
                vertx
                    .executeBlocking(() -> madeFrom(found).asDefined())
                    .compose(defined -> standIns.recreate(found)));
  }

  private MadeFrom madeFrom(LabService service) {
    return MadeFrom.of(layout, service.node(), service.service());
  }

  /** An engine that others use as well is not the lab's to take away. */
  @Override
  public Future<Void> trouble(NodeId node, Optional<HostTrouble> trouble) {
    if (trouble.filter(it -> it == HostTrouble.ENGINE_GONE).isPresent()) {
      return Future.failedFuture(
          new LabFailure(
              "the lab's containers run in this machine's own Docker engine, which the lab does not"
                  + " stop; engine-gone needs --runtime process"));
    }
    troubled.add(node);
    return trouble.filter(it -> it == HostTrouble.UNWANTED).isPresent()
        ? standIns.anew(new LabService(node, STRANGER, List.of(STRANGER)), STRANGER)
        : engine(node).remove(STRANGER);
  }

  private Future<LabService> find(NodeId node, String service) {
    return services.stream()
        .filter(known -> known.node().equals(node) && known.service().equals(service))
        .findFirst()
        .map(Future::succeededFuture)
        .orElseGet(
            () ->
                Future.failedFuture(
                    new EngineException(
                        Reason.NO_SUCH_CONTAINER,
                        "no service \"%s\" on %s".formatted(service, node))));
  }

  @Override
  public Path address() {
    return socket;
  }

  /**
   * Removes what nobody wants and stops the rest, frozen ones too, and notes what did not run, so
   * that the next start leaves that as it is.
   */
  @Override
  public Future<Void> close() {
    List<Future<Void>> all = new ArrayList<>();
    for (LabService service : services) {
      for (String name : service.containers()) {
        all.add(stop(service.node(), name));
      }
    }
    for (NodeId node : troubled) {
      all.add(engine(node).remove(STRANGER));
    }
    return Future.join(all)
        .transform(stopped -> vertx.executeBlocking(this::noteDown))
        .transform(noted -> docker.close())
        .mapEmpty();
  }

  private Future<Void> stop(NodeId node, String name) {
    DockerEngine engine = engine(node);
    return engine
        .inspect(name)
        .compose(
            seen -> {
              if (up(seen)) {
                down.remove(standIns.onEngine(node, name));
                return engine.stop(name, STOP_GRACE);
              }
              down.add(standIns.onEngine(node, name));
              return seen.state() == State.PAUSED
                  ? engine.stop(name, STOP_GRACE)
                  : Future.succeededFuture();
            })
        .onFailure(
            failure -> {
              if (absent(failure)) {
                down.add(standIns.onEngine(node, name));
              }
            });
  }

  private static boolean up(Container seen) {
    return seen.running() || seen.state() == State.RESTARTING;
  }

  private Set<String> leftDown() throws IOException {
    Path file = layout.root().resolve(DOWN_FILE);
    return Files.exists(file) ? Set.copyOf(Files.readAllLines(file)) : Set.of();
  }

  private Path noteDown() throws IOException {
    return Files.write(
        Files.createDirectories(layout.root()).resolve(DOWN_FILE), List.copyOf(down));
  }
}
