package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.container.Await;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import dev.homelab.web.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node's own server lets a person do. */
class LocalServerTest {
  @TempDir static Path root;
  private static LoneAgent agent;

  @BeforeAll
  static void start() throws Exception {
    agent = new LoneAgent(root);
  }

  @AfterAll
  static void stop() {
    agent.close();
  }

  @Test
  @DisplayName(
      "it says what it can do: to decide on the node's own actions, to acknowledge, and nothing else")
  void abilities() throws Exception {
    Map<String, Object> me = EventJson.parse(agent.send("GET", "/api/v1/me", "").body());
    assertThat(Values.list(Values.object(me, "server"), "can"))
        .isEqualTo(List.of("approve", "reject", "cancel", "acknowledge"));
    assertThat(agent.send("POST", "/api/v1/silences", "{}").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("A7 a pending action is rejected on the node, with the reason, once")
  void rejected() throws Exception {
    String path = "/api/v1/actions/" + pending("rejected-by-hand");
    HttpResponse<String> answer = agent.send("POST", path + "/reject", "{\"reason\":\"by hand\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"status\":\"rejected\"", "by hand");
    assertThat(agent.send("POST", path + "/cancel", "{}").statusCode()).isEqualTo(409);
  }

  @Test
  @DisplayName("A7 what does not run yet is cancelled on the node")
  void cancelled() throws Exception {
    String path = "/api/v1/actions/" + pending("cancelled-by-hand");
    HttpResponse<String> answer = agent.send("POST", path + "/cancel", "{}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"status\":\"cancelled\"");
    assertThat(agent.send("POST", "/api/v1/actions/no-such/cancel", "{}").statusCode())
        .isEqualTo(404);
  }

  @Test
  @DisplayName("a browser's session is its own, ends when it signs out, and its begin is told")
  void sessions() throws Exception {
    String first = signedIn();
    String second = signedIn();
    assertThat(second).isNotEqualTo(first);
    assertThat(withCookie("DELETE", "/api/v1/session", first, csrf(first)).statusCode())
        .isEqualTo(204);
    assertThat(withCookie("GET", "/api/v1/me", first, "-").statusCode()).isEqualTo(401);
    assertThat(withCookie("GET", "/api/v1/me", second, "-").statusCode()).isEqualTo(200);
    Await.until(
        "the sign-in stands in the node's log",
        () ->
            agent
                .send("GET", "/api/v1/events?type=operator_signed_in", "")
                .body()
                .contains("signed in with the local credential"));
  }

  @Test
  @DisplayName("the digest of the credential is no session")
  void digest() throws Exception {
    String cookie = "homelab_local_piha=" + Secrets.hash(agent.token());
    assertThat(withCookie("GET", "/api/v1/me", cookie, "-").statusCode()).isEqualTo(401);
  }

  @Test
  @DisplayName("whoever guesses is held up, and the owner's right credential is not")
  void guessing() throws Exception {
    int status = 0;
    for (int i = 0; i < 20 && status != 429; i++) {
      status = signIn("guess-" + i).statusCode();
    }
    assertThat(status).isEqualTo(429);
    assertThat(signIn(agent.token()).statusCode()).isEqualTo(204);
  }

  private static String signedIn() throws Exception {
    HttpResponse<String> answer = signIn(agent.token());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("Max-Age=2592000", "HTTPOnly", "SameSite=Strict");
    return cookie.replaceAll(";.*", "");
  }

  private static HttpResponse<String> signIn(String code) throws Exception {
    return agent.send("POST", "/api/v1/session", "{\"code\":\"" + code + "\"}", new String[0]);
  }

  private static String csrf(String cookie) throws Exception {
    String me = withCookie("GET", "/api/v1/me", cookie, "-").body();
    return Objects.requireNonNull(Values.text(EventJson.parse(me), "csrf"));
  }

  private static HttpResponse<String> withCookie(
      String method, String path, String cookie, String csrf) throws Exception {
    return agent.send(method, path, "", "Cookie", cookie, "X-CSRF-Token", csrf);
  }

  @Test
  @DisplayName("who looks on is sent the incident, and its node, that a new line makes")
  void live() throws Exception {
    List<String> sent = new CopyOnWriteArrayList<>();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(agent.running.address() + "/api/v1/stream"))
            .header("Authorization", "Bearer " + agent.token())
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      CompletableFuture<?> open =
          http.sendAsync(request, BodyHandlers.fromLineSubscriber(new Lines(sent)));
      Await.until("the node as it is", () -> sent.contains("event: node"));
      Path log = newest(root.resolve("events"));
      Files.writeString(log, failedDeployment(), StandardOpenOption.APPEND);
      Await.until(
          "its incident",
          () ->
              sent.contains("event: incident")
                  && sent.stream().anyMatch(line -> line.contains("-chelsty-infra-zigbee2mqtt")));
      open.cancel(true);
      http.shutdownNow();
    }
  }

  @Test
  @DisplayName("what happens while nobody looks on is made for no screen: who comes begins anew")
  void nobodyLooksOn(@TempDir Path quiet) throws Exception {
    try (LoneAgent alone = new LoneAgent(quiet)) {
      Files.writeString(
          newest(quiet.resolve("events")), failedDeployment(), StandardOpenOption.APPEND);
      Await.until(
          "its incident",
          () -> alone.send("GET", "/api/v1/incidents", "").body().contains("zigbee2mqtt"));
      String id = streamed(alone, "", "id: ").substring("id: ".length());
      int number = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
      assertThat(number).isPositive();
      String before = id.substring(0, id.lastIndexOf('-') + 1) + (number - 1);
      assertThat(streamed(alone, before, "event: ")).isEqualTo("event: reset");
    }
  }

  /** The first line of the stream that begins so, from an id on. */
  private static String streamed(LoneAgent from, String lastId, String start) throws Exception {
    List<String> sent = new CopyOnWriteArrayList<>();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(from.running.address() + "/api/v1/stream"))
            .header("Authorization", "Bearer " + from.token())
            .header("Last-Event-ID", lastId)
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      CompletableFuture<?> open =
          http.sendAsync(request, BodyHandlers.fromLineSubscriber(new Lines(sent)));
      Await.until(start, () -> sent.stream().anyMatch(line -> line.startsWith(start)));
      open.cancel(true);
      http.shutdownNow();
    }
    return sent.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  private static String failedDeployment() {
    return """
    {"id":"live-1","timestamp":"%s","node":"chelsty-infra","service":"zigbee2mqtt",\
    "type":"deployment_failed","severity":"error","source":"by-hand","message":"it failed"}
    """
        .formatted(Instant.now());
  }

  private static Path newest(Path events) throws IOException {
    try (Stream<Path> files = Files.walk(events)) {
      return files
          .filter(file -> file.endsWith("chelsty-infra/events.jsonl"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  /** Keeps each line. */
  private record Lines(List<String> kept) implements Flow.Subscriber<String> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      kept.add(line);
    }

    @Override
    public void onError(Throwable ended) {}

    @Override
    public void onComplete() {}
  }

  /** Puts a file of a pending action there, as a script would. */
  private static String pending(String id) throws Exception {
    Files.writeString(
        root.resolve("actions/pending/" + id + ".json"),
        """
        {"action_id":"%s","type":"container_restart","node":"chelsty-infra",
         "service":"mosquitto","reason":"trying"}"""
            .formatted(id));
    Await.until(
        id + " is seen as pending",
        () -> agent.send("GET", "/api/v1/actions/" + id, "").body().contains("pending"));
    return id;
  }
}
