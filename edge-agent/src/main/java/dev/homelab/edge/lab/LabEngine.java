package dev.homelab.edge.lab;

import dev.homelab.edge.container.ContainerEvent;
import dev.homelab.edge.container.EngineException;
import dev.homelab.edge.container.EngineException.Reason;
import dev.homelab.edge.container.LabAddress;
import dev.homelab.event.NodeId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Every stand-in of every node of a lab, and the API by which agents and commands reach them. */
public final class LabEngine implements Lab {
  private final Context context;
  private final LabLayout layout;
  private final Map<NodeId, Map<String, StandIn>> nodes = new TreeMap<>();
  private final Set<NodeId> gone = new HashSet<>();
  private final LabApi api;

  private LabEngine(Vertx vertx, LabLayout layout) {
    this.context = vertx.getOrCreateContext();
    this.layout = layout;
    this.api = new LabApi(vertx, this, newToken());
  }

  /**
   * Makes a stand-in for each container that has none, starts all that are not stopped or removed,
   * and writes {@link LabLayout#engineAddress}. Succeeds when all are started; fails where a folder
   * can't be written or a process can't be started, with nothing left running.
   */
  public static Future<LabEngine> start(Vertx vertx, LabLayout layout, List<LabService> services) {
    LabEngine engine = new LabEngine(vertx, layout);
    return engine
        .open(services)
        .recover(failure -> engine.close().transform(closed -> Future.failedFuture(failure)))
        .map(engine);
  }

  private Future<Void> open(List<LabService> services) {
    return onContext(
        () -> {
          for (LabService wanted : services) {
            for (String container : wanted.containers()) {
              StandIn _ = add(wanted, container);
            }
          }
          return Future.all(all().map(StandIn::resume).toList())
              .compose(started -> api.listen())
              .map(
                  port -> {
                    writeAddress(port);
                    return null;
                  });
        });
  }

  private Future<Void> addStranger(NodeId node) {
    return add(new LabService(node, STRANGER, List.of(STRANGER)), STRANGER).recreate();
  }

  private StandIn add(LabService wanted, String container) {
    NodeId node = wanted.node();
    try {
      StandIn standIn =
          new StandIn(
              context,
              container,
              layout.container(node, container),
              layout.data(node, wanted.service()),
              StandInState.fresh(newToken().substring(0, 16), wanted.service()),
              kind -> api.publish(node, new ContainerEvent(kind, container)));
      nodes.computeIfAbsent(node, absent -> new TreeMap<>()).put(container, standIn);
      return standIn;
    } catch (IOException failed) {
      throw new EngineException(
          Reason.REFUSED, "%s of %s can't be made: %s".formatted(container, node, failed));
    }
  }

  private void writeAddress(int port) {
    try {
      new LabAddress(port, api.token()).write(layout.engineAddress());
    } catch (IOException failed) {
      throw new EngineException(
          Reason.REFUSED, "%s can't be written: %s".formatted(layout.engineAddress(), failed));
    }
  }

  @Override
  public Future<Void> breakService(NodeId node, String service, BreakKind kind, int times) {
    return eachOf(
        node,
        service,
        () -> kind.isDrift() ? noted(node, service, kind) : Future.succeededFuture(),
        standIn -> breakOne(standIn, kind, times));
  }

  private static Future<Void> breakOne(StandIn standIn, BreakKind kind, int times) {
    return switch (kind) {
      case STOPPED -> standIn.stop(STOP_GRACE);
      case CRASH_LOOP -> standIn.crash(times);
      case OUT_OF_MEMORY -> standIn.runOutOfMemory();
      case UNHEALTHY -> standIn.sicken();
      case BROKEN_CHECK -> standIn.breakCheck();
      case PAUSED -> standIn.pause();
      case NEVER_STARTED -> standIn.neverStart();
      case MISSING -> standIn.remove();
      case OTHER_IMAGE, OTHER_DEFINITION -> standIn.recreate();
    };
  }

  /** Before it is so: who is told of the new container looks at once. */
  private Future<Void> noted(NodeId node, String service, BreakKind kind) {
    return context.executeBlocking(() -> madeFrom(node, service).other(kind)).mapEmpty();
  }

  private MadeFrom madeFrom(NodeId node, String service) {
    return MadeFrom.of(layout, node, service);
  }

  @Override
  public Future<Void> recreate(NodeId node, String service) {
    return eachOf(
        node,
        service,
        () -> context.executeBlocking(() -> madeFrom(node, service).asDefined()).mapEmpty(),
        StandIn::recreate);
  }

  /** What it can't do anything about leaves it as it is when it is well. */
  @Override
  public Future<Void> trouble(NodeId node, Optional<HostTrouble> trouble) {
    boolean unwanted = trouble.filter(it -> it == HostTrouble.UNWANTED).isPresent();
    return onContext(
        () -> {
          if (trouble.filter(it -> it == HostTrouble.ENGINE_GONE).isPresent()) {
            gone.add(node);
            api.hangUp(node);
          } else {
            gone.remove(node);
          }
          Map<String, StandIn> all = nodes.computeIfAbsent(node, absent -> new TreeMap<>());
          StandIn stranger = all.get(STRANGER);
          if (stranger == null) {
            return unwanted ? addStranger(node) : Future.succeededFuture();
          }
          if (unwanted) {
            return stranger.start();
          }
          all.remove(STRANGER, stranger);
          return stranger.remove();
        });
  }

  /** Whether a node's engine answers nobody; call it on the engine's context. */
  boolean isGone(NodeId node) {
    return gone.contains(node);
  }

  private Future<Void> eachOf(
      NodeId node,
      String service,
      Supplier<Future<Void>> once,
      Function<StandIn, Future<Void>> act) {
    return onContext(
        () -> {
          List<StandIn> parts =
              of(node).stream().filter(standIn -> standIn.service().equals(service)).toList();
          if (parts.isEmpty()) {
            return Future.failedFuture(
                new EngineException(
                    Reason.NO_SUCH_CONTAINER,
                    "no service \"%s\" on %s; there are %s"
                        .formatted(service, node, services(node))));
          }
          return once.get()
              .compose(done -> Future.join(parts.stream().map(act).toList()).mapEmpty());
        });
  }

  private List<String> services(NodeId node) {
    return of(node).stream().map(StandIn::service).distinct().sorted().toList();
  }

  /** The stand-ins of a node that are not removed, by name; call it on the engine's context. */
  List<StandIn> present(NodeId node) {
    return of(node).stream()
        .filter(standIn -> !standIn.removed())
        .sorted(Comparator.comparing(StandIn::name))
        .toList();
  }

  private List<StandIn> of(NodeId node) {
    return new ArrayList<>(nodes.getOrDefault(node, Map.of()).values());
  }

  private java.util.stream.Stream<StandIn> all() {
    return nodes.values().stream().flatMap(standIns -> standIns.values().stream());
  }

  @Override
  public Path address() {
    return layout.engineAddress();
  }

  /** The engine goes before its containers do, so that no one sees them end one by one. */
  @Override
  public Future<Void> close() {
    return onContext(
        () ->
            api.close()
                .eventually(() -> Future.join(all().map(StandIn::close).toList()).mapEmpty()));
  }

  private <T> Future<T> onContext(Supplier<Future<T>> work) {
    return Future.<T>future(
        promise ->
            context.runOnContext(
                nothing -> {
                  try {
                    work.get().onComplete(promise);
                  } catch (RuntimeException failed) {
                    promise.fail(failed);
                  }
                }));
  }

  private static String newToken() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
