package dev.homelab.edge;

import dev.homelab.supervision.Part;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The node's own server on the site's LAN, too: a phone there reaches it where tailscaled has never
 * come up since boot (RULES Y8). Whoever signs in does so as on loopback.
 */
final class LanServer implements Part {
  static final String NAME = "server on the LAN";

  /** Longer than the time between two heartbeats of the live stream. */
  private static final int IDLE_SECONDS = 60;

  private final Vertx vertx;
  private final String host;
  private final LocalServer local;
  private @Nullable HttpServer server;

  /**
   * @param host of the node on its LAN
   * @param local answers, and has the port
   */
  LanServer(Vertx vertx, String host, LocalServer local) {
    this.vertx = vertx;
    this.host = host;
    this.local = local;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Succeeds when it listens; fails while the machine does not have that address. */
  @Override
  public Future<Void> start() {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setHost(host)
                .setPort(local.port())
                .setIdleTimeout(IDLE_SECONDS))
        .requestHandler(local::handle)
        .listen()
        .onSuccess(listening -> server = listening)
        .<Void>mapEmpty()
        .recover(failed -> Future.failedFuture(unheard(failed)));
  }

  private IOException unheard(Throwable failed) {
    return new IOException(
        "can't listen on %s:%d: %s".formatted(host, local.port(), failed.getMessage()), failed);
  }

  /** One bad request is no reason to cut the others off. */
  @Override
  public boolean outlivesExceptions() {
    return true;
  }

  @Override
  public Future<Void> stop() {
    HttpServer ended = server;
    server = null;
    return ended == null ? Future.succeededFuture() : ended.close();
  }
}
