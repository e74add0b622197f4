package dev.homelab.edge.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.edge.container.EngineException.Reason;
import dev.homelab.edge.container.SocketHttp.Answer;
import dev.homelab.edge.container.SocketHttp.Ask;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Docker Engine's HTTP API on its Unix socket: versions agreed upon, answers bounded and
 * parsed, refusals turned into {@link EngineException}s.
 */
public final class DockerApi {
  /** Docker 20.10, the oldest that is supported. */
  static final Version OLDEST = new Version(1, 41);

  /** The newest whose answers are known; a newer engine is spoken to in this one. */
  static final Version NEWEST = new Version(1, 47);

  static final Duration TIMEOUT = Duration.ofSeconds(10);
  static final int MAX_BYTES = 4 << 20;

  private final SocketHttp http;
  private final Vertx vertx;
  private final Path socket;
  private @Nullable Future<String> version;

  /** An API version, as in {@code 1.41}. */
  record Version(int major, int minor) implements Comparable<Version> {
    static Version parse(String text) {
      int dot = text.indexOf('.');
      try {
        return new Version(
            Integer.parseInt(text.substring(0, Math.max(0, dot))),
            Integer.parseInt(text.substring(dot + 1)));
      } catch (NumberFormatException rubbish) {
        throw new EngineException(
            Reason.BAD_ANSWER, "the engine's API version \"%s\" is no number".formatted(text));
      }
    }

    /** The version that both sides speak; fails where the engine is too old or too new. */
    static Version agreed(Version engineLeast, Version engineMost) {
      Version chosen = engineMost.compareTo(NEWEST) < 0 ? engineMost : NEWEST;
      if (chosen.compareTo(OLDEST) < 0 || chosen.compareTo(engineLeast) < 0) {
        throw new EngineException(
            Reason.REFUSED,
            "the engine speaks API %s to %s; %s to %s is wanted"
                .formatted(engineLeast, engineMost, OLDEST, NEWEST));
      }
      return chosen;
    }

    @Override
    public int compareTo(Version other) {
      return major == other.major
          ? Integer.compare(minor, other.minor)
          : Integer.compare(major, other.major);
    }

    @Override
    public String toString() {
      return major + "." + minor;
    }
  }

  public DockerApi(Vertx vertx, Path socket) {
    this.vertx = vertx;
    this.socket = socket;
    SocketHttp.Target target =
        new SocketHttp.Target(SocketAddress.domainSocketAddress(socket.toString()), Map.of());
    this.http = new SocketHttp(vertx, () -> target);
  }

  /** For {@code DOCKER_HOST}. */
  String host() {
    return "unix://" + socket;
  }

  Vertx vertx() {
    return vertx;
  }

  SocketHttp http() {
    return http;
  }

  /** Agrees on a version once, and again after an engine did not answer. */
  Future<String> base() {
    Future<String> known = version;
    if (known != null && !known.failed()) {
      return known;
    }
    Future<String> asked =
        http.ask(Ask.get("/version", TIMEOUT, MAX_BYTES))
            .map(answer -> "/v" + agreed(object(ok(answer))));
    version = asked;
    return asked;
  }

  /** Forgets the version: the engine may be another one after it was away. */
  void reconnected() {
    version = null;
  }

  private static Version agreed(Map<String, Object> json) {
    return Version.agreed(
        Version.parse(DockerJson.text(json, "MinAPIVersion")),
        Version.parse(DockerJson.text(json, "ApiVersion")));
  }

  /** Succeeds with the JSON object or list that the engine answers. */
  public Future<Object> get(String path) {
    return base()
        .compose(base -> http.ask(Ask.get(base + path, TIMEOUT, MAX_BYTES)))
        .map(answer -> value(ok(answer)));
  }

  public Future<Map<String, Object>> getObject(String path) {
    return get(path).map(DockerApi::asObject);
  }

  /** Succeeds with the JSON that the engine answers, or an empty object where it answers none. */
  public Future<Map<String, Object>> post(String path, @Nullable Object body, Duration timeout) {
    return send(HttpMethod.POST, path, body, timeout);
  }

  public Future<Map<String, Object>> delete(String path) {
    return send(HttpMethod.DELETE, path, null, TIMEOUT);
  }

  private Future<Map<String, Object>> send(
      HttpMethod method, String path, @Nullable Object body, Duration timeout) {
    Buffer bytes = body == null ? null : Buffer.buffer(EventJson.bytes(body));
    return base()
        .compose(base -> http.ask(new Ask(method, base + path, bytes, timeout, MAX_BYTES)))
        .map(
            answer -> {
              Buffer good = ok(answer);
              return good.length() == 0 || good.getByte(0) != '{' ? Map.of() : object(good);
            });
  }

  /** Succeeds with the tail of a multiplexed answer. */
  Future<String> stream(
      HttpMethod method, String path, @Nullable Object body, Duration timeout, int maxBytes) {
    Buffer bytes = body == null ? null : Buffer.buffer(EventJson.bytes(body));
    DockerStream stream = new DockerStream(maxBytes);
    return base()
        .compose(
            base -> http.receive(new Ask(method, base + path, bytes, timeout, maxBytes), stream))
        .map(status -> DockerApi.good(status, stream.text()));
  }

  private static String good(int status, String text) {
    Buffer _ = ok(new Answer(status, Buffer.buffer(text)));
    return text;
  }

  public Future<Void> close() {
    return http.close();
  }

  private static Buffer ok(Answer answer) {
    int status = answer.status();
    if ((status >= 200 && status < 300) || status == 304) {
      return answer.body();
    }
    String said = message(answer.body());
    throw switch (status) {
      case 404 -> new EngineException(Reason.NO_SUCH_CONTAINER, said);
      case 400, 403, 409, 500, 503 ->
          new EngineException(Reason.REFUSED, "the engine said %d: %s".formatted(status, said));
      default ->
          new EngineException(
              Reason.BAD_ANSWER, "the engine answered with status %d".formatted(status));
    };
  }

  private static String message(Buffer body) {
    try {
      return Tail.of(DockerJson.text(object(body), "message"), 1024);
    } catch (EngineException rubbish) {
      return "(no readable reason)";
    }
  }

  static Map<String, Object> object(Buffer body) {
    return asObject(value(body));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> asObject(Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new EngineException(Reason.BAD_ANSWER, "the engine's answer is no JSON object");
  }

  private static Object value(Buffer body) {
    byte[] bytes = body.getBytes();
    try {
      return EventJson.value(bytes, 0, bytes.length);
    } catch (JsonProcessingException malformed) {
      throw new EngineException(Reason.BAD_ANSWER, "the engine's answer is no JSON");
    }
  }

  /** A filter as a query's value. */
  static String encoded(Map<String, ?> filter) {
    return URLEncoder.encode(EventJson.text(filter), StandardCharsets.UTF_8);
  }

  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static String name(Map<String, ?> listed) {
    return Values.list(listed, "Names").stream()
        .map(String::valueOf)
        .map(DockerJson::stripSlash)
        .filter(name -> name.indexOf('/') < 0)
        .findFirst()
        .orElse("");
  }
}
