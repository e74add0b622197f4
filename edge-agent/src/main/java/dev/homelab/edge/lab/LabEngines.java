package dev.homelab.edge.lab;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** Makes what runs a lab's services, by its runtime. */
public final class LabEngines {

  /** Succeeds when every service that should run does; fails in one line. */
  Future<? extends Lab> start(Vertx vertx, LabSettings settings, List<LabService> services) {
    return switch (settings.runtime()) {
      case PROCESS -> LabEngine.start(vertx, settings.layout(), services);
      case DOCKER ->
          Future.failedFuture(
              new LabFailure(
                  "no Docker engine answers at /var/run/docker.sock; start it, or use --runtime process"));
    };
  }

  /** What services run as, for the line that says so. */
  String plural(LabSettings settings) {
    return switch (settings.runtime()) {
      case PROCESS -> "stand-ins: small local processes";
      case DOCKER -> "containers";
    };
  }
}
