package dev.homelab.web;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;

/** Serves the user interface from the class path; every path of its own gives its one page. */
public final class AppFiles {
  private AppFiles() {}

  public static void mount(Router router) {
    router.route().order(1_000).handler(AppFiles::guard);
    router
        .get("/*")
        .order(1_001)
        .handler(
            StaticHandler.create("webroot")
                .setCachingEnabled(true)
                .setMaxAgeSeconds(0)
                .setIndexPage("index.html"));
    router.get("/*").order(1_002).handler(AppFiles::page);
  }

  private static void guard(RoutingContext context) {
    secure(context.response());
    if (context.normalizedPath().startsWith("/api/")) {
      Routes.send(context, Answer.notFound("No such endpoint: " + context.normalizedPath()));
    } else {
      context.next();
    }
  }

  private static void page(RoutingContext context) {
    if (context.normalizedPath().contains(".")) {
      Routes.send(context, Answer.notFound("No such file: " + context.normalizedPath()));
    } else {
      context.reroute("/index.html");
    }
  }

  /** Nothing from elsewhere, nowhere framed, no address told to anyone. */
  static void secure(HttpServerResponse response) {
    response
        .putHeader(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
                + " form-action 'self'; frame-ancestors 'none'")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer");
  }
}
