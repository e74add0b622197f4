package dev.homelab.hub.api;

import dev.homelab.web.Access;
import dev.homelab.web.Secrets;
import dev.homelab.web.Sessions;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Knows sessions, the command line's token and the one that may only read. */
public record HubAccess(Sessions sessions, String cliToken, String readToken) implements Access {
  public static final String COOKIE = "homelab_session";

  @Override
  public Optional<Caller> caller(RoutingContext context) {
    String header = context.request().getHeader("Authorization");
    if (header != null && header.startsWith("Bearer ")) {
      String token = header.substring("Bearer ".length()).strip();
      if (Secrets.same(cliToken, token)) {
        return Optional.of(new Caller("cli", "cli", true, Optional.empty()));
      }
      return Secrets.same(readToken, token)
          ? Optional.of(new Caller("reader", "token", false, Optional.empty()))
          : Optional.empty();
    }
    Cookie cookie = context.request().getCookie(COOKIE);
    return cookie == null
        ? Optional.empty()
        : sessions
            .find(cookie.getValue())
            .map(it -> new Caller(it.operator(), "webui", true, Optional.of(it.csrf())));
  }
}
