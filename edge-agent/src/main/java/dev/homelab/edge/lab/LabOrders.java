package dev.homelab.edge.lab;

import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;

/** Carries out what the control API is asked for; blocking work runs on a worker. */
record LabOrders(
    Vertx vertx, LabProcesses processes, Uplinks uplinks, Lab engine, Runnable askForEnd)
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
            case "mend" -> uplinks.mend(node(parameters));
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
