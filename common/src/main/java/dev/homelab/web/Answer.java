package dev.homelab.web;

import java.util.LinkedHashMap;
import java.util.Map;

/** What an endpoint answers. */
public sealed interface Answer {
  /** JSON of maps, lists and scalars. */
  record Json(int status, Object body) implements Answer {}

  /** Text of another kind, such as metrics. */
  record Text(String contentType, String body) implements Answer {}

  /** 204. */
  record Nothing() implements Answer {}

  /** The endpoint wrote its answer itself, as a stream does. */
  record Taken() implements Answer {}

  /**
   * A problem document (RFC 9457).
   *
   * @param extra members beyond {@code type, title, status, detail}, which stay what they are
   */
  record Problem(int status, String title, String detail, Map<String, Object> extra)
      implements Answer {
    public Problem {
      extra = Map.copyOf(extra);
    }

    Map<String, Object> members() {
      Map<String, Object> members = new LinkedHashMap<>(extra);
      members.put("type", "about:blank");
      members.put("title", title);
      members.put("status", status);
      members.put("detail", detail);
      return members;
    }
  }

  static Answer ok(Object body) {
    return new Json(200, body);
  }

  static Answer nothing() {
    return new Nothing();
  }

  static Problem badRequest(String detail) {
    return new Problem(400, "Bad request", detail, Map.of());
  }

  static Problem unauthorized(String detail) {
    return new Problem(401, "Not signed in", detail, Map.of());
  }

  static Problem forbidden(String detail) {
    return new Problem(403, "Not allowed", detail, Map.of());
  }

  static Problem notFound(String detail) {
    return new Problem(404, "Not found", detail, Map.of());
  }

  static Problem conflict(String detail, Map<String, Object> extra) {
    return new Problem(409, "Changed meanwhile", detail, extra);
  }

  static Problem noDisk(String detail) {
    return later(503, "Nothing can be kept", detail + "; try again in %d s", 30);
  }

  static Problem tooMany(long retryAfterSeconds) {
    return later(429, "Too many requests", "Try again in %d s", retryAfterSeconds);
  }

  private static Problem later(int status, String title, String detail, long seconds) {
    return new Problem(
        status, title, detail.formatted(seconds), Map.of("retry_after_seconds", seconds));
  }
}
