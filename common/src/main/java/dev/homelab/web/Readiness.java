package dev.homelab.web;

import dev.homelab.web.Endpoint.May;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Map;

/**
 * Whether a server serves. Until then it answers health checks, and everything else with 503 and
 * when to come again.
 */
public final class Readiness {
  private static final Answer.Problem NOT_YET =
      new Answer.Problem(
          503,
          "Not ready",
          "The logs are not yet read; try again in a second",
          Map.of("retry_after_seconds", 1));

  private volatile boolean ready;

  /** Health checks; to be mounted before {@link #guard}. */
  public List<Endpoint> table() {
    return List.of(
        Endpoint.get("/healthz", May.ANYONE, request -> Future.succeededFuture(up())),
        Endpoint.get(
            "/readyz", May.ANYONE, request -> Future.succeededFuture(ready ? up() : NOT_YET)));
  }

  /** Holds back whatever is mounted after it. */
  public void guard(Router router) {
    router
        .route()
        .handler(
            context -> {
              if (ready) {
                context.next();
              } else {
                Routes.send(context, NOT_YET);
              }
            });
  }

  public void ready() {
    ready = true;
  }

  private static Answer up() {
    return Answer.ok(Map.of("status", "up"));
  }
}
