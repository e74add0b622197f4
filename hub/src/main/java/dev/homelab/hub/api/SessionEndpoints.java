package dev.homelab.hub.api;

import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.web.Answer;
import dev.homelab.web.Endpoint;
import dev.homelab.web.Endpoint.May;
import dev.homelab.web.FailedSignIns;
import dev.homelab.web.Request;
import dev.homelab.web.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Signing in and out, and who one is. */
public final class SessionEndpoints {
  private static final String OPERATOR = "owner";

  private final Vertx vertx;
  private final NodeId hub;
  private final EventQueue events;
  private final InstantSource clock;
  private final Sessions sessions;
  private final Supplier<Map<String, Object>> server;
  private final Supplier<String> address;
  private final FailedSignIns failed;

  /**
   * Makes the endpoints.
   *
   * @param hub the node on whose log it is told who signed in
   * @param server what the app is told of its server
   * @param address of this server, for links
   */
  public SessionEndpoints(
      Vertx vertx,
      NodeId hub,
      EventQueue events,
      InstantSource clock,
      Sessions sessions,
      FailedSignIns failed,
      Supplier<Map<String, Object>> server,
      Supplier<String> address) {
    this.vertx = vertx;
    this.hub = hub;
    this.events = events;
    this.clock = clock;
    this.sessions = sessions;
    this.failed = failed;
    this.server = server;
    this.address = address;
  }

  public List<Endpoint> table() {
    return List.of(
        Endpoint.get("/api/v1/me", May.READ, this::me),
        Endpoint.post("/api/v1/session", May.ANYONE, this::signIn),
        Endpoint.delete("/api/v1/session", May.WRITE, this::signOut),
        Endpoint.post("/api/v1/sign-in-links", May.WRITE, this::newLink));
  }

  private Future<Answer> me(Request request) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("operator", request.caller().name());
    view.put("via", request.caller().csrf().isPresent() ? "session" : "token");
    view.put("csrf", request.caller().csrf().orElse(null));
    view.put("server", server.get());
    return Future.succeededFuture(Answer.ok(view));
  }

  private Future<Answer> signIn(Request request) {
    Optional<String> code = request.text("code");
    if (code.isEmpty()) {
      return Future.succeededFuture(Answer.badRequest("\"code\" of the one-time link is missing"));
    }
    return vertx
        .executeBlocking(() -> sessions.signIn(code.get(), OPERATOR))
        .map(
            secret -> {
              if (secret.isEmpty()) {
                return failed.answer(
                    request.context(), "The link is wrong, used or older than 15 minutes");
              }
              tell(OPERATOR);
              request
                  .context()
                  .response()
                  .addCookie(cookie(secret.get(), Sessions.LIVES.toSeconds()));
              return Answer.nothing();
            });
  }

  private void tell(String operator) {
    events.add(
        Event.of(hub, "hub", EventTypes.OPERATOR_SIGNED_IN, Severity.INFO)
            .message(operator + " signed in")
            .details(Map.of("by", operator))
            .at(clock.instant()));
  }

  private static Cookie cookie(String secret, long seconds) {
    return Cookie.cookie(HubAccess.COOKIE, secret)
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT)
        .setPath("/")
        .setMaxAge(seconds);
  }

  private Future<Answer> signOut(Request request) {
    Cookie cookie = request.context().request().getCookie(HubAccess.COOKIE);
    request.context().response().addCookie(cookie("", 0));
    return cookie == null
        ? Future.succeededFuture(Answer.nothing())
        : vertx.executeBlocking(
            () -> {
              sessions.signOut(cookie.getValue());
              return Answer.nothing();
            });
  }

  private Future<Answer> newLink(Request request) {
    return Future.succeededFuture(Answer.ok(Map.of("url", link())));
  }

  /** A new one-time link. */
  public String link() {
    return address.get() + "/sign-in#" + sessions.newCode();
  }
}
