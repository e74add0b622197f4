package dev.homelab.edge.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.edge.container.EngineException.Reason;
import dev.homelab.edge.container.SocketHttp.Ask;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A node's stand-ins in a lab, asked of the lab's own engine on loopback. */
public final class ProcessEngine implements ContainerEngine {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 1 << 20;

  private final Vertx vertx;
  private final SocketHttp http;
  private final String base;

  /**
   * @param addressFile where the lab's engine wrote its port and token; read anew for each request,
   *     since a lab that was started again has others
   */
  public ProcessEngine(Vertx vertx, NodeId node, Path addressFile) {
    this.vertx = vertx;
    this.http = new SocketHttp(vertx, () -> LabAddress.read(addressFile).target());
    this.base = "/v1/nodes/" + node;
  }

  @Override
  public Future<List<Container>> list() {
    return get("/containers", TIMEOUT)
        .map(
            body ->
                Values.list(body, "containers").stream()
                    .map(item -> ContainerJson.read(object(item)))
                    .toList());
  }

  @Override
  public Future<Container> inspect(String name) {
    return get("/containers/" + name, TIMEOUT).map(ContainerJson::read);
  }

  @Override
  public Future<Void> start(String name) {
    return post("/containers/" + name + "/start", Map.of(), TIMEOUT).mapEmpty();
  }

  @Override
  public Future<Void> stop(String name, Duration grace) {
    return act(name, "stop", grace);
  }

  @Override
  public Future<Void> restart(String name, Duration grace) {
    return act(name, "restart", grace);
  }

  private Future<Void> act(String name, String verb, Duration grace) {
    return post(
            "/containers/" + name + "/" + verb,
            Map.of("grace_ms", grace.toMillis()),
            TIMEOUT.plus(grace))
        .mapEmpty();
  }

  @Override
  public Future<ExecResult> exec(
      String name, List<String> argv, Duration timeout, int maxOutputBytes) {
    return post("/containers/" + name + "/exec", Map.of("argv", argv), timeout)
        .map(
            body ->
                new ExecResult(
                    (int) Values.number(body, "exit_code", 255),
                    Tail.of(text(body, "output"), maxOutputBytes)));
  }

  @Override
  public Future<String> lastLog(String name, int lines, int maxBytes) {
    return get("/containers/%s/log?lines=%d&bytes=%d".formatted(name, lines, maxBytes), TIMEOUT)
        .map(body -> Tail.of(text(body, "log"), maxBytes));
  }

  @Override
  public Future<Map<String, String>> environment(String name) {
    return inspect(name).map(container -> Map.of());
  }

  /** Removes the service's stand-ins and makes them anew, which mends every kind of break. */
  public Future<Void> recreate(String service) {
    return post("/services/" + service + "/recreate", Map.of(), Duration.ofSeconds(20)).mapEmpty();
  }

  /** Breaks a service of the lab on purpose; {@code times} limits a crash loop, 0 is for ever. */
  public Future<Void> breakService(String service, String kind, int times) {
    return post(
            "/services/" + service + "/break",
            Map.of("kind", kind, "times", times),
            Duration.ofSeconds(20))
        .mapEmpty();
  }

  @Override
  public Subscription events(Handler<ContainerEvent> handler) {
    return new EventStream(
            vertx,
            http,
            () -> Future.succeededFuture(base + "/events"),
            ProcessEngine::event,
            handler)
        .open();
  }

  private static Stream<ContainerEvent> event(Map<String, Object> json) {
    String kind = text(json, "kind").toUpperCase(Locale.ROOT);
    return Stream.of(ContainerEvent.Kind.values())
        .filter(known -> known.name().equals(kind))
        .map(known -> new ContainerEvent(known, text(json, "name")));
  }

  @Override
  public Future<Void> close() {
    return http.close();
  }

  private Future<Map<String, Object>> get(String path, Duration timeout) {
    return http.ask(Ask.get(base + path, timeout, MAX_BYTES)).map(ProcessEngine::body);
  }

  private Future<Map<String, Object>> post(
      String path, Map<String, Object> body, Duration timeout) {
    return http.ask(
            new Ask(
                HttpMethod.POST,
                base + path,
                Buffer.buffer(EventJson.bytes(body)),
                timeout,
                MAX_BYTES))
        .map(ProcessEngine::body);
  }

  private static Map<String, Object> body(SocketHttp.Answer answer) {
    Map<String, Object> body;
    try {
      body = EventJson.parse(answer.body().toString(StandardCharsets.UTF_8));
    } catch (JsonProcessingException malformed) {
      throw new EngineException(Reason.BAD_ANSWER, "the lab's engine did not answer with JSON");
    }
    return switch (answer.status()) {
      case 200 -> body;
      case 404 -> throw new EngineException(Reason.NO_SUCH_CONTAINER, text(body, "detail"));
      default -> throw new EngineException(Reason.REFUSED, text(body, "detail"));
    };
  }

  private static String text(Map<String, ?> map, String key) {
    String value = Values.text(map, key);
    return value == null ? "" : value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new EngineException(Reason.BAD_ANSWER, "a container must be an object");
  }
}
