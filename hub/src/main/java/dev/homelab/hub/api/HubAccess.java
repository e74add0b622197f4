package dev.homelab.hub.api;

import dev.homelab.web.Access;
import dev.homelab.web.Answer;
import dev.homelab.web.FailedSignIns;
import dev.homelab.web.Secrets;
import dev.homelab.web.Sessions;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Knows sessions, the command line's token and the one that may only read.
 *
 * @param failed whose wrong tokens are limited, as their failed sign-ins are
 */
public record HubAccess(Sessions sessions, String cliToken, String readToken, FailedSignIns failed)
    implements Access {
  public static final String COOKIE = "homelab_session";

  @Override
  public Optional<Caller> caller(RoutingContext context) {
    Optional<String> token = Access.bearer(context);
    if (token.isPresent()) {
      if (Secrets.same(cliToken, token.get())) {
        return Optional.of(new Caller("cli", "cli", true, Optional.empty()));
      }
      return Secrets.same(readToken, token.get())
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

  @Override
  public Answer.Problem stranger(RoutingContext context) {
    return Access.bearer(context).isEmpty()
        ? Access.super.stranger(context)
        : failed.answer(context, "The token is wrong");
  }
}
