package dev.homelab.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventJson;
import dev.homelab.web.Endpoint.May;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Answers on a real server. */
class RoutesTest {
  private final Vertx vertx = Vertx.vertx();
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    Router router = Router.router(vertx);
    new Routes(caller -> Optional.empty())
        .mount(
            router,
            List.of(
                failing("/full", "write: No space left on device"),
                failing("/read-only", "write: Read-only file system"),
                failing("/broken", "write: Input/output error"),
                Endpoint.get(
                    "/many", May.ANYONE, request -> Future.succeededFuture(Answer.tooMany(7)))));
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .await(20, TimeUnit.SECONDS);
  }

  private static Endpoint failing(String path, String why) {
    return Endpoint.get(path, May.ANYONE, request -> Future.failedFuture(new IOException(why)));
  }

  @AfterEach
  void end() {
    vertx.close().await();
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d%s".formatted(server.actualPort(), path)))
            .timeout(Duration.ofSeconds(20))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private void isAskedAgain(String path, int status, int seconds) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Retry-After")).contains(String.valueOf(seconds));
    Map<String, Object> problem = EventJson.parse(answer.body());
    assertThat(((Number) problem.get("retry_after_seconds")).intValue()).isEqualTo(seconds);
    assertThat(String.valueOf(problem.get("detail")))
        .endsWith("ry again in %d s".formatted(seconds));
  }

  @Test
  @DisplayName("Who is refused for want of a disk, or asks too often, is told when to try again")
  void later() throws Exception {
    isAskedAgain("/full", 503, 30);
    isAskedAgain("/read-only", 503, 30);
    isAskedAgain("/many", 429, 7);
  }

  @Test
  @DisplayName("What fails otherwise is an error of ours, and not to be tried again")
  void broken() throws Exception {
    HttpResponse<String> answer = get("/broken");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
  }
}
