package dev.homelab.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.MimeMapping;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves the user interface from the class path; every path of its own gives its one page. The app
 * is some ninety small files, read once and kept: a general handler looks for each on the disk
 * every time, which took a hundred times as long.
 */
public final class AppFiles {
  private static final String FOLDER = "webroot";

  /** The app's own files are far fewer; a bound all the same. */
  private static final int MAX_KEPT = 1_000;

  /** Answered by endpoints where they are served, and never with the app's page. */
  private static final Set<String> NO_PAGES = Set.of("/metrics", "/summary", "/healthz", "/readyz");

  /** What lies beside these folders is the app's page: an id in its address may hold a dot. */
  private static final List<String> FOLDERS = List.of("/assets/", "/icons/");

  private static final Set<String> ROOT_FILES =
      Set.of("/index.html", "/manifest.json", "/service-worker.js");

  private final Map<String, Optional<File>> kept = new ConcurrentHashMap<>();

  private record File(Buffer bytes, String type, String tag) {}

  private AppFiles() {}

  public static void mount(Router router) {
    AppFiles files = new AppFiles();
    router.route().order(1_000).handler(AppFiles::guard);
    router.get("/*").order(1_001).handler(files::serve);
  }

  private static void guard(RoutingContext context) {
    secure(context.response());
    String path = context.normalizedPath();
    if (path.startsWith("/api/") || NO_PAGES.contains(path)) {
      Routes.send(context, Answer.notFound("No such endpoint: " + path));
    } else {
      context.next();
    }
  }

  private void serve(RoutingContext context) {
    String path = context.normalizedPath();
    Optional<File> file = find(isFile(path) ? path : "/index.html");
    if (file.isEmpty()) {
      Routes.send(context, Answer.notFound("No such file: " + path));
      return;
    }
    HttpServerResponse response = context.response();
    response.putHeader("ETag", file.get().tag()).putHeader("Cache-Control", "no-cache");
    if (file.get().tag().equals(context.request().getHeader("If-None-Match"))) {
      response.setStatusCode(304);
      end(response, Buffer.buffer());
    } else {
      response.putHeader("Content-Type", file.get().type());
      end(response, file.get().bytes());
    }
  }

  private static boolean isFile(String path) {
    return ROOT_FILES.contains(path) || FOLDERS.stream().anyMatch(path::startsWith);
  }

  private static void end(HttpServerResponse response, Buffer bytes) {
    response
        .end(bytes)
        .onFailure(
            gone ->
                System.getLogger(AppFiles.class.getName())
                    .log(System.Logger.Level.DEBUG, "caller went away"));
  }

  private Optional<File> find(String path) {
    Optional<File> known = kept.get(path);
    if (known != null) {
      return known;
    }
    Optional<File> read = read(path);
    if (read.isPresent() && kept.size() < MAX_KEPT) {
      kept.put(path, read);
    }
    return read;
  }

  private static Optional<File> read(String path) {
    if (path.contains("..") || path.endsWith("/")) {
      return Optional.empty();
    }
    try (InputStream in = AppFiles.class.getClassLoader().getResourceAsStream(FOLDER + path)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      String type = MimeMapping.mimeTypeForFilename(path);
      String text = type == null ? "application/octet-stream" : type;
      boolean utf8 = text.startsWith("text/") || text.endsWith("javascript");
      String tag = "\"" + Secrets.hash(bytes).substring(0, 32) + "\"";
      return Optional.of(
          new File(Buffer.buffer(bytes), utf8 ? text + ";charset=utf-8" : text, tag));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
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
