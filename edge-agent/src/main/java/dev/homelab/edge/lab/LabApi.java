package dev.homelab.edge.lab;

import dev.homelab.edge.container.ContainerEvent;
import dev.homelab.edge.container.ContainerJson;
import dev.homelab.edge.container.EngineException;
import dev.homelab.edge.container.EngineException.Reason;
import dev.homelab.edge.container.Tail;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The lab's engine over loopback HTTP; every request brings the token. */
final class LabApi {
  private static final int MAX_BODY_BYTES = 64 * 1024;

  /** A listener that does not read is cut off; it compares everything when it is back. */
  private static final int MAX_EVENT_QUEUE_BYTES = 64 * 1024;

  private final LabEngine engine;
  private final String token;
  private final HttpServer server;
  private final Map<NodeId, Set<HttpServerResponse>> listeners = new HashMap<>();

  LabApi(Vertx vertx, LabEngine engine, String token) {
    this.engine = engine;
    this.token = token;
    this.server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(routes(vertx));
  }

  private Router routes(Vertx vertx) {
    String container = "/v1/nodes/:node/containers/:name";
    String service = "/v1/nodes/:node/services/:service";
    Router router = Router.router(vertx);
    router.route().handler(this::authorize);
    router.route("/v1/nodes/:node/*").handler(this::answerUnlessGone);
    router.post().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
    router.get("/v1/nodes/:node/containers").handler(asked(this::list));
    router.get(container).handler(asked(this::inspect));
    router.get(container + "/log").handler(asked(this::log));
    router.post(container + "/start").handler(asked(r -> done(standIn(r).start())));
    router.post(container + "/stop").handler(asked(r -> done(standIn(r).stop(grace(r)))));
    router.post(container + "/restart").handler(asked(r -> done(standIn(r).restart(grace(r)))));
    router.post(container + "/exec").handler(asked(this::exec));
    router.post(service + "/recreate").handler(asked(this::recreate));
    router.post(service + "/break").handler(asked(this::breakService));
    router.get("/v1/nodes/:node/events").handler(this::events);
    return router;
  }

  Future<Integer> listen() {
    return server.listen().map(HttpServer::actualPort);
  }

  String token() {
    return token;
  }

  Future<Void> close() {
    return server.close();
  }

  void publish(NodeId node, ContainerEvent event) {
    Buffer line =
        Buffer.buffer(EventJson.bytes(Map.of("kind", event.kind().text(), "name", event.name())))
            .appendByte((byte) '\n');
    for (HttpServerResponse listener : Set.copyOf(listeners.getOrDefault(node, Set.of()))) {
      if (listener.writeQueueFull()) {
        listener.reset();
      } else {
        listener.write(line).onFailure(gone -> listener.reset());
      }
    }
  }

  /** Ends the streams of a node's engine that is gone. */
  void hangUp(NodeId node) {
    Set.copyOf(listeners.getOrDefault(node, Set.of())).forEach(HttpServerResponse::reset);
  }

  /** The engine of a node that is gone says nothing, to no one. */
  private void answerUnlessGone(RoutingContext route) {
    NodeId node;
    try {
      node = node(route);
    } catch (IllegalArgumentException illegal) {
      answer(route, status(illegal), Map.of("detail", text(illegal)));
      return;
    }
    if (engine.isGone(node)) {
      var _ = route.request().connection().close();
    } else {
      route.next();
    }
  }

  private void authorize(RoutingContext route) {
    String given = String.valueOf(route.request().getHeader("authorization"));
    byte[] wanted = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    if (MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), wanted)) {
      route.next();
    } else {
      answer(route, 401, Map.of("detail", "the lab's engine wants its token"));
    }
  }

  private io.vertx.core.Handler<RoutingContext> asked(
      Function<RoutingContext, Future<Map<String, Object>>> work) {
    return route -> {
      Future<Map<String, Object>> result;
      try {
        result = work.apply(route);
      } catch (EngineException | IllegalArgumentException refused) {
        result = Future.failedFuture(refused);
      }
      result
          .onSuccess(body -> answer(route, 200, body))
          .onFailure(failure -> answer(route, status(failure), Map.of("detail", text(failure))));
    };
  }

  private static int status(Throwable failure) {
    return failure instanceof EngineException known && known.noContainer()
        ? 404
        : failure instanceof IllegalArgumentException ? 422 : 500;
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
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

  private static Future<Map<String, Object>> done(Future<Void> work) {
    return work.map(nothing -> Map.of());
  }

  private static NodeId node(RoutingContext route) {
    return NodeId.of(route.pathParam("node"));
  }

  private StandIn standIn(RoutingContext route) {
    String name = route.pathParam("name");
    return engine.present(node(route)).stream()
        .filter(standIn -> standIn.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new EngineException(
                    Reason.NO_SUCH_CONTAINER,
                    "no container \"%s\" on %s".formatted(name, node(route))));
  }

  private static Map<String, Object> body(RoutingContext route) {
    try {
      return EventJson.parse(route.body().asString());
    } catch (com.fasterxml.jackson.core.JsonProcessingException malformed) {
      throw new IllegalArgumentException("the body must be a JSON object", malformed);
    }
  }

  private static Duration grace(RoutingContext route) {
    return Duration.ofMillis(Math.clamp(Values.number(body(route), "grace_ms", 5_000), 0, 60_000));
  }

  private Future<Map<String, Object>> list(RoutingContext route) {
    return Future.succeededFuture(
        Map.of(
            "containers",
            engine.present(node(route)).stream()
                .map(standIn -> ContainerJson.toMap(standIn.container()))
                .toList()));
  }

  private Future<Map<String, Object>> inspect(RoutingContext route) {
    return Future.succeededFuture(ContainerJson.toMap(standIn(route).container()));
  }

  /** Whatever is asked for, the answer is the stand-in's probe. */
  private Future<Map<String, Object>> exec(RoutingContext route) {
    StandIn standIn = standIn(route);
    if (standIn.checkBroken()) {
      return Future.succeededFuture(
          Map.of("exit_code", 127, "output", "/bin/sh: 1: stand-in-check: not found\n"));
    }
    return Future.succeededFuture(
        standIn.well()
            ? Map.of("exit_code", 0, "output", "stand-in: well\n")
            : Map.of("exit_code", 1, "output", "stand-in: unhealthy on purpose\n"));
  }

  private Future<Map<String, Object>> log(RoutingContext route) {
    Path file = standIn(route).log();
    int lines = number(route, "lines", 20);
    int bytes = number(route, "bytes", 4096);
    return route
        .vertx()
        .executeBlocking(() -> Map.of("log", Tail.of(Tail.lines(readTail(file), lines), bytes)));
  }

  private static String readTail(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static int number(RoutingContext route, String name, int fallback) {
    String text = route.request().getParam(name);
    return text == null ? fallback : Math.clamp(Integer.parseInt(text), 0, 1 << 20);
  }

  private Future<Map<String, Object>> recreate(RoutingContext route) {
    return done(engine.recreate(node(route), route.pathParam("service")));
  }

  private Future<Map<String, Object>> breakService(RoutingContext route) {
    Map<String, Object> body = body(route);
    BreakKind kind = BreakKind.of(String.valueOf(body.get("kind")));
    int times = Math.clamp(Values.number(body, "times", 0), 0, 1000);
    return done(engine.breakService(node(route), route.pathParam("service"), kind, times));
  }

  private void events(RoutingContext route) {
    HttpServerResponse response = route.response().setChunked(true);
    response.setWriteQueueMaxSize(MAX_EVENT_QUEUE_BYTES);
    Set<HttpServerResponse> mine =
        listeners.computeIfAbsent(node(route), absent -> new LinkedHashSet<>());
    mine.add(response);
    response.closeHandler(gone -> mine.remove(response));
    response.exceptionHandler(gone -> mine.remove(response));
    response.write("\n").onFailure(gone -> mine.remove(response));
  }
}
