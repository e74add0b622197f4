package dev.homelab.web;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Tells who calls. */
public interface Access {

  /**
   * Who calls.
   *
   * @param name for the audit, as {@code owner}
   * @param way how what is done counts: {@code webui}, {@code cli}, …
   * @param csrf what a write with a cookie has to carry; empty for a token
   */
  record Caller(String name, String way, boolean mayWrite, Optional<String> csrf) {}

  /** Empty where the request carries nothing that is valid. */
  Optional<Caller> caller(RoutingContext context);

  /** The token that a request carries, right or wrong. */
  static Optional<String> bearer(RoutingContext context) {
    return Optional.ofNullable(context.request().getHeader("Authorization"))
        .filter(header -> header.startsWith("Bearer "))
        .map(header -> header.substring("Bearer ".length()).strip());
  }

  /** What a request is answered that carries nothing valid and needs it. */
  default Answer.Problem stranger(RoutingContext context) {
    return Answer.unauthorized("Sign in with a one-time link; `homelab sign-in` makes one");
  }
}
