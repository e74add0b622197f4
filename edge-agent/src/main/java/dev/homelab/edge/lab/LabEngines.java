package dev.homelab.edge.lab;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes what runs a lab's services, by its runtime.
 *
 * @param dockerSocket of the Docker engine, for the runtime that needs one
 */
public record LabEngines(Path dockerSocket) {
  private static final String UNIX = "unix://";

  /** The engine that DOCKER_HOST names, else the usual one; its empty value is the usual one. */
  public static LabEngines ofEnvironment(String dockerHost) {
    if (!dockerHost.isEmpty() && !dockerHost.startsWith(UNIX)) {
      throw new LabFailure(
          "DOCKER_HOST is %s; a lab can use an engine on a unix:// socket only"
              .formatted(dockerHost));
    }
    return new LabEngines(
        Path.of(
            dockerHost.isEmpty() ? "/var/run/docker.sock" : dockerHost.substring(UNIX.length())));
  }

  /** Succeeds when every service that should run does; fails in one line. */
  Future<? extends Lab> start(Vertx vertx, LabSettings settings, List<LabService> services) {
    LabLayout layout = settings.layout();
    return switch (settings.runtime()) {
      case PROCESS -> LabEngine.start(vertx, layout, services);
      case DOCKER ->
          vertx
              .executeBlocking(this::requireDocker)
              .compose(
                  there -> LabDocker.start(vertx, layout, layout.name(), dockerSocket, services));
    };
  }

  private Path requireDocker() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      if (channel.connect(UnixDomainSocketAddress.of(dockerSocket))) {
        return dockerSocket;
      }
      throw new IOException("not connected");
    } catch (IOException absent) {
      throw new LabFailure(
          "no Docker engine answers at %s; start it, or use --runtime process"
              .formatted(dockerSocket),
          absent);
    }
  }

  /** How an agent reaches the containers: {@code lab:FILE} or {@code docker:SOCKET}. */
  static String address(LabSettings settings, Lab engine) {
    return switch (settings.runtime()) {
      case PROCESS -> "lab:" + engine.address();
      case DOCKER -> "docker:" + engine.address();
    };
  }

  /** What services run as, for the line that says so. */
  static String plural(ServiceRuntime runtime) {
    return switch (runtime) {
      case PROCESS -> "stand-ins: small local processes";
      case DOCKER -> "containers";
    };
  }
}
