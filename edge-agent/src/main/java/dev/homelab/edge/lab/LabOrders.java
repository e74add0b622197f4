package dev.homelab.edge.lab;

import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Carries out what the control API is asked for; blocking work runs on a worker. */
record LabOrders(
    Vertx vertx,
    LabLayout layout,
    LabProcesses processes,
    Uplinks uplinks,
    Lab engine,
    Runnable askForEnd)
    implements LabControl.Orders {

  /** Who asked for the end is to hear that it comes. */
  private static final int AFTER_THE_ANSWER_MILLIS = 100;

  @Override
  public Future<Void> carryOut(String order, Map<String, Object> parameters) {
    return switch (order) {
      case "break" -> breakService(parameters);
      case "trouble" -> trouble(node(parameters), LabControl.required(parameters, "kind"));
      case "mend" -> mend(node(parameters), Values.text(parameters, "service"));
      default -> other(order, parameters);
    };
  }

  private Future<Void> other(String order, Map<String, Object> parameters) {
    return vertx.executeBlocking(
        () -> {
          switch (order) {
            case "kill" -> kill(parameters);
            case "cut" -> uplinks.cut(node(parameters));
            case "down" -> vertx.setTimer(AFTER_THE_ANSWER_MILLIS, timer -> askForEnd.run());
            default -> throw new IllegalArgumentException("unknown order \"" + order + "\"");
          }
          return null;
        });
  }

  private Future<Void> breakService(Map<String, Object> parameters) {
    return engine.breakService(
        node(parameters),
        LabControl.required(parameters, "service"),
        BreakKind.of(LabControl.required(parameters, "kind")),
        Math.clamp(Values.number(parameters, "times", 0), 0, 1000));
  }

  private Future<Void> trouble(NodeId node, String kind) {
    HostTrouble trouble =
        HostTrouble.of(kind)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "kind \"%s\" must be one of %s".formatted(kind, HostTrouble.texts())));
    if (trouble == HostTrouble.REBOOTED) {
      return vertx.executeBlocking(() -> reboot(node));
    }
    return vertx
        .executeBlocking(() -> known(node))
        .compose(file -> atEngine(node, Optional.of(trouble)).map(file))
        .compose(
            file ->
                vertx.executeBlocking(
                    () -> {
                      trouble.cause(file);
                      return null;
                    }));
  }

  /** The engine is asked only where the trouble, or the one before it, is the engine's. */
  private Future<Void> atEngine(NodeId node, Optional<HostTrouble> trouble) {
    return vertx
        .executeBlocking(() -> HostTrouble.at(layout.hostTroubles(node)))
        .compose(
            before ->
                Stream.of(before, trouble)
                        .flatMap(Optional::stream)
                        .anyMatch(HostTrouble::isOfEngine)
                    ? engine.trouble(node, trouble)
                    : Future.succeededFuture());
  }

  private Path known(NodeId node) {
    Path file = layout.hostTroubles(node);
    if (!Files.isDirectory(file.resolveSibling("."))) {
      throw new IllegalArgumentException("the lab has no node " + node);
    }
    return file;
  }

  private @Nullable Void reboot(NodeId node) throws IOException {
    Path _ = known(node);
    LabBoot.anew(layout.machine(node), Instant.now());
    processes.kill(node.name(), Duration.ZERO);
    return null;
  }

  /**
   * Of a service its containers; of a node its uplink and its machine. What the engine refuses
   * stays in trouble, so that it can be mended again.
   */
  private Future<Void> mend(NodeId node, @Nullable String service) {
    if (service != null) {
      return engine.recreate(node, service);
    }
    return vertx
        .executeBlocking(
            () -> {
              uplinks.mend(node);
              return true;
            })
        .compose(mended -> atEngine(node, Optional.empty()))
        .compose(
            mended ->
                vertx.executeBlocking(
                    () -> {
                      HostTrouble.mend(layout.hostTroubles(node));
                      return null;
                    }));
  }

  private void kill(Map<String, Object> parameters) {
    long seconds = Values.number(parameters, "for_seconds", 0);
    if (seconds < 0 || seconds > LabRemote.LONGEST_HOLD.toSeconds()) {
      throw new IllegalArgumentException(
          "\"for_seconds\" is %d; it must be 0 to %d"
              .formatted(seconds, LabRemote.LONGEST_HOLD.toSeconds()));
    }
    processes.kill(LabControl.required(parameters, "process"), Duration.ofSeconds(seconds));
  }

  private static NodeId node(Map<String, Object> parameters) {
    return NodeId.of(LabControl.required(parameters, "node"));
  }
}
