package dev.homelab.edge;

import dev.homelab.supervision.Part;
import dev.homelab.web.Connections;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The node's own server on the site's LAN, too: a phone there reaches it where tailscaled has never
 * come up since boot (RULES Y8). Whoever signs in does so as on loopback.
 *
 * <p>An agent may start before the machine has its address. That is no failure: for some minutes
 * the start waits for it.
 */
final class LanServer implements Part {
  static final String NAME = "server on the LAN";

  /** An address that has not come by then is told as a failure. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final System.Logger LOG = System.getLogger(LanServer.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** Longer than the time between two heartbeats of the live stream. */
  private static final int IDLE_SECONDS = 60;

  private final Vertx vertx;
  private final String host;
  private final IntSupplier port;
  private final Handler<HttpServerRequest> answers;
  private final Duration patience;
  private final long madeNanos = System.nanoTime();
  private Promise<Void> listening = Promise.promise();
  private @Nullable HttpServer server;
  private boolean said;
  private long timer = -1;

  /**
   * @param host of the node on its LAN
   * @param patience how long an address that the machine does not have is waited for
   */
  LanServer(
      Vertx vertx,
      String host,
      IntSupplier port,
      Handler<HttpServerRequest> answers,
      Duration patience) {
    this.vertx = vertx;
    this.host = host;
    this.port = port;
    this.answers = answers;
    this.patience = patience;
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Succeeds when it listens; fails where it can't, of an address that the machine does not have
   * after the patience.
   */
  @Override
  public Future<Void> start() {
    Promise<Void> mine = Promise.promise();
    listening = mine;
    listen(mine);
    return mine.future();
  }

  private void listen(Promise<Void> mine) {
    Connections connections = Connections.ofAnAgent();
    vertx
        .createHttpServer(
            new HttpServerOptions()
                .setHost(host)
                .setPort(port.getAsInt())
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_SECONDS))
        .connectionHandler(connections::opened)
        .requestHandler(answers)
        .listen()
        .onSuccess(open -> opened(open, mine))
        .onFailure(failed -> isHere().onSuccess(here -> unopened(here, unheard(failed), mine)));
  }

  private void opened(HttpServer open, Promise<Void> mine) {
    if (mine.tryComplete()) {
      server = open;
    } else {
      open.close().onFailure(gone -> LOG.log(Level.DEBUG, "closed: {0}", gone));
    }
  }

  private void unopened(boolean here, IOException why, Promise<Void> mine) {
    if (here || System.nanoTime() - madeNanos >= patience.toNanos()) {
      var _ = mine.tryFail(why);
    } else if (!mine.future().isComplete()) {
      if (!said) {
        said = true;
        LOG.log(Level.INFO, "{0} is not an address of this machine yet: waiting for it", host);
      }
      timer = vertx.setTimer(LOOK.toMillis(), _ -> listen(mine));
    }
  }

  /** Succeeds with whether the machine has the address, whoever has the port. */
  private Future<Boolean> isHere() {
    return vertx
        .executeBlocking(
            () -> {
              try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName(host))) {
                return any.isBound();
              }
            })
        .otherwise(false);
  }

  private IOException unheard(Throwable failed) {
    return new IOException(
        "can't listen on %s:%d: %s".formatted(host, port.getAsInt(), failed.getMessage()), failed);
  }

  /** One bad request is no reason to cut the others off. */
  @Override
  public boolean outlivesExceptions() {
    return true;
  }

  /** Ends the waiting, too. */
  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    var _ = listening.tryFail("it was stopped");
    HttpServer ended = server;
    server = null;
    return ended == null ? Future.succeededFuture() : ended.close();
  }
}
