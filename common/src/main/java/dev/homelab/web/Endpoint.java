package dev.homelab.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/**
 * One row of a server's table of routes.
 *
 * @param path in the router's form, as {@code /api/v1/actions/:id}
 * @param may who may call it
 */
public record Endpoint(HttpMethod method, String path, May may, Handler handler) {

  /** Who may call an endpoint. */
  public enum May {
    /** Anyone: health checks and signing in. */
    ANYONE,
    /** A signed-in operator, or a token that may read. */
    READ,
    /** A signed-in operator with a CSRF token, or a token that may write. */
    WRITE
  }

  /** Succeeds with the answer; a failure is a bug or a broken environment and becomes a 500. */
  @FunctionalInterface
  public interface Handler {
    Future<Answer> handle(Request request);
  }

  public static Endpoint get(String path, May may, Handler handler) {
    return new Endpoint(HttpMethod.GET, path, may, handler);
  }

  public static Endpoint post(String path, May may, Handler handler) {
    return new Endpoint(HttpMethod.POST, path, may, handler);
  }

  public static Endpoint delete(String path, May may, Handler handler) {
    return new Endpoint(HttpMethod.DELETE, path, may, handler);
  }
}
