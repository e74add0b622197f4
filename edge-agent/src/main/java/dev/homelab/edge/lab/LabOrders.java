package dev.homelab.edge.lab;

import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

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
    if (order.equals("break")) {
      return breakService(parameters);
    }
    return vertx.executeBlocking(
        () -> {
          switch (order) {
            case "kill" -> kill(parameters);
            case "cut" -> uplinks.cut(node(parameters));
            case "mend" -> {
              uplinks.mend(node(parameters));
              HostTrouble.mend(layout.hostTroubles(node(parameters)));
            }
            case "trouble" -> trouble(parameters);
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

  private void trouble(Map<String, Object> parameters) throws IOException {
    String kind = LabControl.required(parameters, "kind");
    HostTrouble trouble =
        HostTrouble.of(kind)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "kind \"%s\" must be one of %s".formatted(kind, HostTrouble.texts())));
    Path file = layout.hostTroubles(node(parameters));
    if (!Files.isDirectory(file.resolveSibling("."))) {
      throw new IllegalArgumentException("the lab has no node " + node(parameters));
    }
    trouble.cause(file);
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
