package dev.homelab.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Mounts a table of endpoints: who may, the handler, and one place that renders answers. */
public final class Routes {
  /** A note of a few lines is the largest thing that a person sends. */
  private static final long MAX_BODY_BYTES = 64 * 1024L;

  private static final System.Logger LOG = System.getLogger(Routes.class.getName());

  private final Access access;

  public Routes(Access access) {
    this.access = access;
  }

  public void mount(Router router, List<Endpoint> table) {
    Handler<RoutingContext> bodies =
        BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES).setHandleFileUploads(false);
    for (Endpoint endpoint : table) {
      var route = router.route(endpoint.method(), endpoint.path());
      if (!endpoint.method().equals(HttpMethod.GET)) {
        route.handler(bodies);
      }
      route.handler(context -> serve(endpoint, context));
      route.failureHandler(this::failed);
    }
  }

  private void serve(Endpoint endpoint, RoutingContext context) {
    Optional<Access.Caller> caller = access.caller(context);
    Optional<Answer.Problem> refused = refuse(endpoint, context, caller);
    if (refused.isPresent()) {
      send(context, refused.get());
      return;
    }
    Request request;
    try {
      request = Request.of(context, caller.orElse(NOBODY));
    } catch (JsonProcessingException malformed) {
      send(context, Answer.badRequest("The body must be one JSON object"));
      return;
    }
    answer(endpoint, request)
        .onSuccess(answer -> send(context, answer))
        .onFailure(failure -> send(context, failed(endpoint, failure)));
  }

  /** A disk that takes nothing is no fault of ours. */
  private static Answer.Problem failed(Endpoint endpoint, Throwable failure) {
    if (failure instanceof IOException disk && DiskFiles.isFull(disk)) {
      return Answer.noDisk("The disk is full");
    }
    if (failure instanceof IOException disk && DiskFiles.isReadOnly(disk)) {
      return Answer.noDisk("The disk can't be written");
    }
    LOG.log(Level.ERROR, endpoint.method() + " " + endpoint.path() + " failed", failure);
    return internal();
  }

  private static final Access.Caller NOBODY =
      new Access.Caller("nobody", "none", false, Optional.empty());

  private static Future<Answer> answer(Endpoint endpoint, Request request) {
    try {
      return endpoint.handler().handle(request);
    } catch (WrongValue wrong) {
      return Future.succeededFuture(Answer.badRequest(wrong.getMessage()));
    } catch (RuntimeException bug) {
      return Future.failedFuture(bug);
    }
  }

  private Optional<Answer.Problem> refuse(
      Endpoint endpoint, RoutingContext context, Optional<Access.Caller> caller) {
    if (endpoint.may() == Endpoint.May.ANYONE) {
      return Optional.empty();
    }
    if (caller.isEmpty()) {
      return Optional.of(access.stranger(context));
    }
    if (endpoint.may() == Endpoint.May.READ) {
      return Optional.empty();
    }
    if (!caller.get().mayWrite()) {
      return Optional.of(Answer.forbidden("This token may only read"));
    }
    String sent = context.request().getHeader("X-CSRF-Token");
    boolean safe = caller.get().csrf().map(csrf -> Secrets.same(csrf, sent)).orElse(true);
    return safe
        ? Optional.empty()
        : Optional.of(Answer.forbidden("X-CSRF-Token is missing or wrong; reload the page"));
  }

  private void failed(RoutingContext context) {
    if (context.statusCode() == 413) {
      send(context, new Answer.Problem(413, "Too large", "A body may have 64 KiB", Map.of()));
    } else {
      LOG.log(Level.ERROR, context.normalizedPath() + " failed", context.failure());
      send(context, internal());
    }
  }

  private static Answer.Problem internal() {
    return new Answer.Problem(500, "Internal error", "See the log of this process", Map.of());
  }

  /** The one place that renders answers. */
  static void send(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response();
    if (answer instanceof Answer.Taken || response.headWritten() || response.closed()) {
      return;
    }
    response.putHeader("Cache-Control", "no-store");
    switch (answer) {
      case Answer.Json json -> end(response, json.status(), "application/json", json.body());
      case Answer.Problem problem ->
          end(response, problem.status(), "application/problem+json", problem.members());
      case Answer.Text text ->
          response
              .putHeader("Content-Type", text.contentType())
              .end(text.body())
              .onFailure(gone -> LOG.log(Level.DEBUG, "caller went away"));
      case Answer.Nothing nothing ->
          response
              .setStatusCode(204)
              .end()
              .onFailure(gone -> LOG.log(Level.DEBUG, "caller went away"));
      case Answer.Taken taken -> {}
    }
  }

  private static void end(HttpServerResponse response, int status, String type, Object body) {
    if (body instanceof Map<?, ?> map && map.get("retry_after_seconds") instanceof Number seconds) {
      response.putHeader("Retry-After", String.valueOf(seconds));
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", type)
        .end(Buffer.buffer(EventJson.bytes(body)))
        .onFailure(gone -> LOG.log(Level.DEBUG, "caller went away"));
  }
}
