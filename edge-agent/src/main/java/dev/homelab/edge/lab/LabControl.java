package dev.homelab.edge.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.edge.container.LabAddress;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/**
 * The control API of a running lab, on loopback with a token: one {@code POST /v1/<order>} for each
 * order, with its parameters as a JSON object.
 *
 * <pre>
 *   kill    {"process": "hub" | node, "for_seconds": 0}
 *   cut     {"node"}
 *   mend    {"node"}, or {"node", "service"}
 *   break   {"node", "service", "kind": "stopped|crash-loop|…"}
 *   trouble {"node", "kind": "disk-full|…"}
 *   down    {}
 * </pre>
 */
final class LabControl {
  private static final int MAX_BODY_BYTES = 64 * 1024;

  private final HttpServer server;
  private final String token;

  /** Carries out one order; fails with a {@link LabFailure} or an illegal argument. */
  interface Orders {
    Future<Void> carryOut(String order, Map<String, Object> parameters);
  }

  private LabControl(Vertx vertx, Orders orders) {
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    token = HexFormat.of().formatHex(secret);
    Router router = Router.router(vertx);
    router.route().handler(this::authorize);
    router
        .post("/v1/:order")
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .handler(route -> order(route, orders));
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(router);
  }

  /** Succeeds when it listens, with its address written to {@link LabLayout#control}. */
  static Future<LabControl> open(Vertx vertx, LabLayout layout, Orders orders) {
    LabControl control = new LabControl(vertx, orders);
    return control
        .server
        .listen()
        .compose(
            listening ->
                vertx.executeBlocking(
                    () -> {
                      new LabAddress(listening.actualPort(), control.token).write(layout.control());
                      return control;
                    }));
  }

  Future<Void> close() {
    return server.close();
  }

  private void authorize(RoutingContext route) {
    String given = String.valueOf(route.request().getHeader("authorization"));
    byte[] wanted = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    if (MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), wanted)) {
      route.next();
    } else {
      answer(route, 401, Map.of("detail", "the lab's control wants its token"));
    }
  }

  private static void order(RoutingContext route, Orders orders) {
    Future<Void> done;
    try {
      String body = route.body().asString();
      done =
          orders.carryOut(
              route.pathParam("order"),
              body == null || body.isBlank() ? Map.of() : EventJson.parse(body));
    } catch (JsonProcessingException | IllegalArgumentException | LabFailure refused) {
      done = Future.failedFuture(refused);
    }
    done.onSuccess(nothing -> answer(route, 200, Map.of()))
        .onFailure(
            failure -> answer(route, 422, Map.of("detail", String.valueOf(failure.getMessage()))));
  }

  private static void answer(RoutingContext route, int status, Map<String, Object> body) {
    if (!route.response().ended()) {
      var _ =
          route
              .response()
              .setStatusCode(status)
              .putHeader("content-type", "application/json")
              .end(Buffer.buffer(EventJson.bytes(body)));
    }
  }

  /** A parameter that must be there. */
  static String required(Map<String, Object> parameters, String name) {
    String value = Values.text(parameters, name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("\"%s\" is missing".formatted(name));
    }
    return value;
  }
}
