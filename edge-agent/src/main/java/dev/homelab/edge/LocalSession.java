package dev.homelab.edge;

import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.web.Access;
import dev.homelab.web.Answer;
import dev.homelab.web.Endpoint;
import dev.homelab.web.Endpoint.May;
import dev.homelab.web.FailedSignIns;
import dev.homelab.web.Request;
import dev.homelab.web.Secrets;
import dev.homelab.web.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is signed in on the node's own server: the local credential as a bearer token, or a session
 * that a browser was given for it, or for a one-time link, and that signing out ends.
 *
 * @param token the local credential
 * @param events takes what is told in the node's log of who signed in
 */
record LocalSession(
    Vertx vertx,
    NodeId node,
    String token,
    Sessions sessions,
    FailedSignIns failed,
    EventQueue events,
    InstantSource clock)
    implements Access {
  /** With the node's name behind it: a browser keeps cookies by host, whatever the port. */
  private static final String COOKIE = "homelab_local_";

  private static final String OPERATOR = "local";
  private static final String WAY = "local";

  /** Nobody has failed to sign in there yet. */
  static LocalSession on(Ground ground) {
    return new LocalSession(
        ground.vertx(),
        ground.node(),
        ground.files().token(),
        ground.files().sessions(),
        new FailedSignIns(),
        new EventQueue(ground.vertx(), ground.log()),
        ground.clock());
  }

  List<Endpoint> table() {
    return List.of(
        Endpoint.post("/api/v1/session", May.ANYONE, this::signIn),
        Endpoint.delete("/api/v1/session", May.WRITE, this::signOut));
  }

  @Override
  public Optional<Caller> caller(RoutingContext context) {
    Optional<String> bearer = Access.bearer(context);
    if (bearer.isPresent()) {
      return bearer
          .filter(it -> Secrets.same(token, it))
          .map(right -> new Caller(OPERATOR, WAY, true, Optional.empty()));
    }
    Cookie cookie = context.request().getCookie(cookieName());
    return cookie == null
        ? Optional.empty()
        : sessions
            .find(cookie.getValue())
            .map(it -> new Caller(it.operator(), WAY, true, Optional.of(it.csrf())));
  }

  /** A wrong credential is a failed attempt to sign in, by whichever door. */
  @Override
  public Answer.Problem stranger(RoutingContext context) {
    return Access.bearer(context).isEmpty()
        ? Access.super.stranger(context)
        : failed.answer(context, "The local credential is wrong");
  }

  private Future<Answer> signIn(Request request) {
    Optional<String> code = request.text("code");
    if (code.isEmpty()) {
      return Future.succeededFuture(
          Answer.badRequest(
              "\"code\", the local credential or that of a one-time link, is missing"));
    }
    return vertx
        .executeBlocking(() -> begin(code.get()))
        .map(
            secret -> {
              if (secret.isEmpty()) {
                return failed.answer(
                    request.context(),
                    "The local credential is wrong, or the link used or too old");
              }
              tell();
              request
                  .context()
                  .response()
                  .addCookie(cookie(secret.get(), Sessions.LIVES.toSeconds()));
              return Answer.nothing();
            });
  }

  private Optional<String> begin(String code) throws IOException {
    return Secrets.same(token, code)
        ? Optional.of(sessions.begin(OPERATOR))
        : sessions.signIn(code, OPERATOR);
  }

  /** For one browser, once, within 15 minutes. */
  String newCode() {
    return sessions.newCode();
  }

  private void tell() {
    events.add(
        Event.of(node, "edge-agent", EventTypes.OPERATOR_SIGNED_IN, Severity.INFO)
            .message("A browser signed in with the local credential")
            .details(Map.of("by", OPERATOR))
            .at(clock.instant()));
  }

  private Cookie cookie(String secret, long seconds) {
    return Cookie.cookie(cookieName(), secret)
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT)
        .setPath("/")
        .setMaxAge(seconds);
  }

  private Future<Answer> signOut(Request request) {
    Cookie cookie = request.context().request().getCookie(cookieName());
    request.context().response().addCookie(cookie("", 0));
    return cookie == null
        ? Future.succeededFuture(Answer.nothing())
        : vertx.executeBlocking(
            () -> {
              sessions.signOut(cookie.getValue());
              return Answer.nothing();
            });
  }

  private String cookieName() {
    return COOKIE + node.name();
  }
}
