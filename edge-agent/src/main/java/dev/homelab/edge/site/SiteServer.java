package dev.homelab.edge.site;

import dev.homelab.supervision.Worker;
import dev.homelab.sync.ingest.Ingest;
import dev.homelab.web.Connections;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's place on the LAN, at which its members send their logs. The address may come up
 * later than we do: until then it is tried again and again.
 */
final class SiteServer {
  private static final System.Logger LOG = System.getLogger(SiteServer.class.getName());

  /** Longer than the longest poll is held. */
  private static final int IDLE_SECONDS = 60;

  private static final long AGAIN_MILLIS = 15_000;

  private final Vertx vertx;
  private final SiteAddress address;
  private final Opening opening;
  private volatile @Nullable Serving serving;
  private int runs;
  private long again = -1;
  private String told = "";

  /** Opens what takes the members' logs. */
  interface Opening {
    /**
     * Called on a worker.
     *
     * @throws IOException if the copies can't be read
     */
    Ingest open(Context context, Connections connections) throws IOException;
  }

  /**
   * What serves the site.
   *
   * @param worker reads and writes the copies
   * @param context of the ingest
   */
  record Serving(Ingest ingest, HttpServer server, Worker worker, Context context) {}

  private record Open(Ingest ingest, HttpServer server) {}

  SiteServer(Vertx vertx, SiteAddress address, Opening opening) {
    this.vertx = vertx;
    this.address = address;
    this.opening = opening;
  }

  /** Serves as soon as it can, and tells so on the caller's context. */
  void start(Consumer<Serving> served) {
    open(++runs, served);
  }

  /** What serves now; null while nothing does. From any thread. */
  @Nullable Serving now() {
    return serving;
  }

  private void open(int run, Consumer<Serving> served) {
    Context context = vertx.getOrCreateContext();
    Worker worker = new Worker(vertx, "gateway-" + run);
    Connections connections = Connections.ofAnAgent();
    worker
        .run(() -> opening.open(context, connections))
        .compose(ingest -> listen(ingest, connections).recover(failed -> close(ingest, failed)))
        .map(open -> new Serving(open.ingest(), open.server(), worker, context))
        .onSuccess(
            open -> {
              if (run == runs) {
                serving = open;
                open.ingest().start();
                LOG.log(Level.INFO, "serves the site at {0}", address);
                served.accept(open);
              } else {
                end(open).onFailure(failed -> LOG.log(Level.WARNING, failed.getMessage()));
              }
            })
        .onFailure(failed -> notYet(failed, worker, run, served));
  }

  private Future<Open> listen(Ingest ingest, Connections connections) {
    Router router = Router.router(vertx);
    ingest.mount(router);
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_SECONDS))
        .connectionHandler(connections::opened)
        .requestHandler(router)
        .listen()
        .map(server -> new Open(ingest, server));
  }

  private Future<Open> close(Ingest ingest, Throwable failed) {
    return close(ingest).transform(_ -> Future.failedFuture(failed));
  }

  private Future<Void> close(Ingest ingest) {
    return vertx.executeBlocking(
        () -> {
          ingest.close();
          return null;
        });
  }

  private void notYet(Throwable failed, Worker worker, int run, Consumer<Serving> served) {
    String now = "can't serve the site at %s: %s".formatted(address, failed.getMessage());
    if (!now.equals(told)) {
      LOG.log(Level.ERROR, now);
      told = now;
    }
    worker
        .close()
        .onComplete(
            _ -> {
              if (run == runs) {
                again = vertx.setTimer(AGAIN_MILLIS, _ -> open(run, served));
              }
            });
  }

  /**
   * Succeeds when nothing serves any more and what was taken is written.
   *
   * @param readers ends those that read the copies, before these are closed
   */
  Future<Void> stop(Supplier<Future<Void>> readers) {
    runs++;
    vertx.cancelTimer(again);
    Serving ended = serving;
    serving = null;
    return readers.get().transform(_ -> ended == null ? Future.succeededFuture() : end(ended));
  }

  private Future<Void> end(Serving ended) {
    return ended
        .server()
        .close()
        .transform(_ -> close(ended.ingest()))
        .transform(_ -> ended.worker().close());
  }
}
