package dev.homelab.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventJson;
import dev.homelab.launch.Ending;
import dev.homelab.launch.FirstReading;
import dev.homelab.supervision.PartStatus;
import dev.homelab.web.ApiDocument;
import dev.homelab.web.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** A hub with an empty root and no node: its table of routes, and who may what. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HubServerTest {
  private static final int LAST = Integer.MAX_VALUE;
  private static final String WRONG_CODE = "{\"code\":\"wrong\"}";

  @TempDir static Path root;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static Vertx vertx;
  private static Ending ending;
  private static HubParts.Running hub;

  @BeforeAll
  static void start() throws Exception {
    Path repo = Path.of("..").toAbsolutePath().normalize();
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    ending = new Ending();
    HubArguments arguments =
        new HubArguments(root, repo, 0, "127.0.0.1", Optional.empty(), "process", false);
    hub =
        HubParts.start(
                vertx,
                arguments,
                FirstReading.of(repo, HubParts.lastGood(arguments)).reading().orElseThrow(),
                ending)
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    ending.run();
    vertx.close().await();
  }

  @Test
  @DisplayName("the OpenAPI document has exactly the operations that the hub serves")
  void document() {
    Set<String> served = new TreeSet<>();
    for (Endpoint endpoint : hub.table()) {
      served.add(endpoint.method() + " " + endpoint.path().replaceAll(":([a-z]+)", "{$1}"));
    }
    assertThat(documented(false)).containsExactlyInAnyOrderElementsOf(served);
  }

  @Test
  @DisplayName("the OpenAPI document says which operations are open: health and signing in only")
  void open() {
    assertThat(documented(true))
        .containsExactlyInAnyOrder("GET /healthz", "GET /readyz", "POST /api/v1/session");
  }

  private static Set<String> documented(boolean openOnly) {
    Map<String, Object> document = new Yaml().load(ApiDocument.text());
    Set<String> operations = new TreeSet<>();
    ((Map<?, ?>) document.get("paths"))
        .forEach(
            (path, item) ->
                ((Map<?, ?>) item)
                    .forEach(
                        (method, operation) -> {
                          if (operation instanceof Map<?, ?> of
                              && !List.of("edge-only").equals(of.get("tags"))
                              && (!openOnly || List.of().equals(of.get("security")))) {
                            operations.add(
                                method.toString().toUpperCase(java.util.Locale.ROOT) + " " + path);
                          }
                        }));
    return operations;
  }

  @Test
  @DisplayName("nothing but health and signing in answers a stranger")
  void strangers() throws Exception {
    for (Endpoint endpoint : hub.table()) {
      int expected = endpoint.may() == Endpoint.May.ANYONE ? 400 : 401;
      String path = endpoint.path().replaceAll(":[a-z]+", "x");
      HttpResponse<String> answer = send(endpoint.method().name(), path, "{}");
      if (path.equals("/healthz") || path.equals("/readyz")) {
        expected = 200;
      }
      assertThat(answer.statusCode()).as(endpoint.method() + " " + path).isEqualTo(expected);
    }
  }

  @Test
  @DisplayName("an invented token and an invented cookie are strangers")
  void invented() throws Exception {
    assertThat(get("/api/v1/me", "Authorization", "Bearer x").statusCode()).isEqualTo(401);
    assertThat(get("/api/v1/me", "Authorization", "Bearer ").statusCode()).isEqualTo(401);
    assertThat(get("/api/v1/me", "Cookie", "homelab_session=x").statusCode()).isEqualTo(401);
    assertThat(get("/api/v1/me", "Cookie", "homelab_session=").statusCode()).isEqualTo(401);
  }

  @Test
  @DisplayName("the read token reads everything and writes nothing")
  void readToken() throws Exception {
    String token = "Bearer " + Files.readString(root.resolve("state/read-token")).strip();
    assertThat(get("/api/v1/overview", "Authorization", token).statusCode()).isEqualTo(200);
    for (Endpoint endpoint : hub.table()) {
      if (endpoint.may() == Endpoint.May.WRITE) {
        String path = endpoint.path().replaceAll(":[a-z]+", "x");
        assertThat(send(endpoint.method().name(), path, "{}", "Authorization", token).statusCode())
            .as(endpoint.method() + " " + path)
            .isEqualTo(403);
      }
    }
  }

  @Test
  @DisplayName("tokens, sessions and what the hub keeps for itself have private permissions")
  void privateFiles() throws Exception {
    assertThat(signIn(code()).statusCode()).isEqualTo(204);
    for (String file :
        List.of("cli-token", "read-token", "sessions.json", "approvals/deliveries.jsonl")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(root.resolve("state").resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  @DisplayName("a one-time link signs in once; its cookie is HttpOnly and SameSite=Strict")
  void oneTime() throws Exception {
    String code = code();
    HttpResponse<String> first = signIn(code);
    assertThat(first.statusCode()).isEqualTo(204);
    await(
        "the audit", () -> asCli("GET", "/api/v1/audit", "").body().contains("operator_signed_in"));
    assertThat(first.headers().firstValue("set-cookie").orElseThrow())
        .contains("HTTPOnly", "SameSite=Strict", "Path=/");
    HttpResponse<String> second = signIn(code);
    assertThat(second.statusCode()).isEqualTo(401);
    assertThat(second.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(second.headers().firstValue("set-cookie")).isEmpty();
  }

  @Test
  @DisplayName("a session writes only with its CSRF token, and not at all once signed out")
  void csrf() throws Exception {
    String set = signIn(code()).headers().firstValue("set-cookie").orElseThrow();
    String cookie = set.substring(0, set.indexOf(';'));
    Map<String, Object> me = EventJson.parse(get("/api/v1/me", "Cookie", cookie).body());
    String csrf = String.valueOf(me.get("csrf"));
    String path = "/api/v1/sign-in-links";
    assertThat(send("POST", path, "{}", "Cookie", cookie).statusCode()).isEqualTo(403);
    assertThat(send("POST", path, "{}", "Cookie", cookie, "X-CSRF-Token", "x").statusCode())
        .isEqualTo(403);
    assertThat(send("POST", path, "{}", "Cookie", cookie, "X-CSRF-Token", csrf).statusCode())
        .isEqualTo(200);
    assertThat(
            send("DELETE", "/api/v1/session", "", "Cookie", cookie, "X-CSRF-Token", csrf)
                .statusCode())
        .isEqualTo(204);
    assertThat(get("/api/v1/me", "Cookie", cookie).statusCode()).isEqualTo(401);
  }

  @Test
  @DisplayName("a body that is no object, or too large, is told so")
  void bodies() throws Exception {
    assertThat(asCli("POST", "/api/v1/silences", "[1").statusCode()).isEqualTo(400);
    assertThat(asCli("POST", "/api/v1/silences", " ".repeat(70_000)).statusCode()).isEqualTo(413);
    HttpResponse<String> unknown = asCli("GET", "/api/v1/actions/x", "");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(EventJson.parse(unknown.body())).containsKeys("type", "title", "status", "detail");
  }

  @Test
  @DisplayName("S9: a silence names what is there; what is misspelt is told with the nearest name")
  void silences() throws Exception {
    assertThat(problem("/api/v1/silences", "{\"node\":\"phia\"}")).contains("phia", "piha?");
    assertThat(problem("/api/v1/silences", "{\"service\":\"outlin\"}")).contains("outline?");
    assertThat(problem("/api/v1/silences", "{\"type\":\"disk_presure\"}"))
        .contains("disk_pressure?");
    assertThat(problem("/api/v1/silences", "{\"reason\":\"x\"}")).contains("must be given");
    assertThat(problem("/api/v1/silences", "{\"node\":\"piha\",\"minutes\":0}"))
        .contains("\"minutes\" is \"0\"");
    assertThat(problem("/api/v1/silences", "{\"node\":\"piha\",\"window\":\"Sun 2-3\"}"))
        .contains("Sun 02:00-03:00");
    String token = "ghp_" + "a1B2c3D4e5".repeat(4);
    HttpResponse<String> made =
        asCli(
            "POST",
            "/api/v1/silences",
            "{\"node\":\"PIHA\",\"reason\":\"see %s\"}".formatted(token));
    assertThat(made.statusCode()).isEqualTo(200);
    assertThat(EventJson.parse(made.body())).containsEntry("node", "piha");
    assertThat(made.body()).doesNotContain(token);
  }

  private static String problem(String path, String body) throws Exception {
    HttpResponse<String> answer = asCli("POST", path, body);
    assertThat(answer.statusCode()).as(body).isEqualTo(400);
    return String.valueOf(EventJson.parse(answer.body()).get("detail"));
  }

  @Test
  @DisplayName("an action that can't be carried out is not proposed, and it is said why")
  void impossibleActions() throws Exception {
    String path = "/api/v1/actions";
    assertThat(problem(path, "{\"type\":\"alert_only\",\"node\":\"piha\"}")).contains("redeploy");
    for (String body :
        List.of(
            "{\"type\":\"redeploy\",\"node\":\"piha\",\"service\":\"mosquitto\"}",
            "{\"type\":\"redeploy\",\"node\":\"piha\"}",
            "{\"type\":\"disk_cleanup\",\"node\":\"piha\",\"service\":\"mosquitto\"}",
            "{\"type\":\"container_restart\",\"node\":\"piha\",\"service\":\"npm\"}")) {
      assertThat(asCli("POST", path, body).statusCode()).as(body).isEqualTo(422);
    }
  }

  @Test
  @DisplayName("a reason and a note have 1,000 characters; a longer one is told shortened")
  void longWords() throws Exception {
    String restart =
        "{\"type\":\"container_restart\",\"node\":\"chelsty-infra\",\"service\":\"mosquitto\",%s}";
    for (Map.Entry<String, String> each :
        Map.of(
                "/api/v1/actions", restart.formatted(words("reason", 20_000)),
                "/api/v1/actions/x/approve", "{\"hash\":\"x\",%s}".formatted(words("note", 1_001)),
                "/api/v1/actions/x/reject", "{%s}".formatted(words("reason", 1_001)),
                "/api/v1/actions/x/cancel", "{%s}".formatted(words("reason", 1_001)),
                "/api/v1/action-groups/x/approve",
                    "{\"actions\":[{\"action_id\":\"x\",\"hash\":\"x\"}],%s}"
                        .formatted(words("note", 1_001)),
                "/api/v1/incidents/x/acknowledge", "{%s}".formatted(words("note", 1_001)),
                "/api/v1/silences", "{\"node\":\"piha\",%s}".formatted(words("reason", 1_001)))
            .entrySet()) {
      assertThat(problem(each.getKey(), each.getValue()))
          .contains("is \"ąąą", "ą…\"; it must be at most 1,000 characters")
          .hasSizeLessThan(200);
    }
    assertThat(
            asCli("POST", "/api/v1/actions", restart.formatted(words("reason", 1_000)))
                .statusCode())
        .isEqualTo(200);
  }

  private static String words(String member, int length) {
    return "\"%s\":\"%s\"".formatted(member, "ą".repeat(length));
  }

  @Test
  @DisplayName("an address of the app with a dot gives its page, and a missing file does not")
  void pages() throws Exception {
    for (String path : List.of("/", "/nodes/n.a", "/incidents/inc-1-piha-a.b", "/actions/a..b")) {
      HttpResponse<String> page = get(path);
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(page.headers().firstValue("content-type"))
          .as(path)
          .contains("text/html;charset=utf-8");
    }
    assertThat(get("/assets/app/no-such.js").statusCode()).isEqualTo(404);
    assertThat(get("/icons/no-such").statusCode()).isEqualTo(404);
    for (String file : List.of("/assets/app/app.js", "/service-worker.js", "/icons/icon.svg")) {
      assertThat(get(file).headers().firstValue("content-type").orElseThrow())
          .as(file)
          .doesNotContain("html");
    }
  }

  @Test
  @DisplayName("metrics are Prometheus' text, one value a line")
  void metrics() throws Exception {
    String text = asCli("GET", "/metrics", "").body();
    assertThat(text.lines())
        .allMatch(line -> line.startsWith("# ") || line.matches("[a-z_]+(\\{[^}]*})? [-0-9.eE]+"));
    assertThat(text).contains("homelab_node_online{node=\"piha\"} 0", "homelab_incidents_open 0");
  }

  @Test
  @Order(LAST - 1)
  @DisplayName("each part can be started again alone, and the whole still answers afterwards")
  void parts() throws Exception {
    for (PartStatus part : hub.supervision().parts()) {
      vertx.runOnContext(run -> hub.supervision().restart(part.name()));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!again(part.name())) {
        assertThat(System.nanoTime()).as("restart of %s", part).isLessThan(end);
        LockSupport.parkNanos(5_000_000);
      }
    }
    assertThat(asCli("GET", "/api/v1/overview", "").body())
        .contains("it was to be started again")
        .doesNotContain("\"state\":\"failed\"");
    assertThat(asCli("GET", "/metrics", "").body())
        .contains("homelab_part_restarts_total{part=\"observer\"} 1");
    assertThat(get("/sync/v1/hello?challenge=0123456789abcdef").statusCode()).isEqualTo(200);
    String events = asCli("GET", "/api/v1/events?type=part_failed", "").body();
    assertThat(events).contains("Part server of the hub on VPS failed");
  }

  private static boolean again(String name) {
    return hub.supervision().parts().stream()
        .anyMatch(part -> part.name().equals(name) && part.isRunning() && part.restarts() == 1);
  }

  @Test
  @Order(LAST)
  @DisplayName("guessing tokens is slowed down, and the right one is let through all the same")
  void guessingTokens() throws Exception {
    HttpResponse<String> answer = get("/api/v1/me", "Authorization", "Bearer guess");
    for (int i = 0; i < 12 && answer.statusCode() == 401; i++) {
      answer = get("/api/v1/me", "Authorization", "Bearer guess" + i);
    }
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    String right = Files.readString(root.resolve("state/read-token")).strip();
    assertThat(get("/api/v1/me", "Authorization", "Bearer " + right).statusCode()).isEqualTo(200);
  }

  @Test
  @Order(LAST)
  @DisplayName("guessing codes is slowed down, and the right code is let through all the same")
  void guessing() throws Exception {
    HttpResponse<String> answer = send("POST", "/api/v1/session", WRONG_CODE);
    for (int i = 0; i < 12 && answer.statusCode() == 401; i++) {
      answer = send("POST", "/api/v1/session", WRONG_CODE);
    }
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    assertThat(send("POST", "/api/v1/session", "{\"code\":\"%s\"}".formatted(code())).statusCode())
        .as("the owner, from the same address")
        .isEqualTo(204);
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static String code() throws Exception {
    String url =
        String.valueOf(
            EventJson.parse(asCli("POST", "/api/v1/sign-in-links", "").body()).get("url"));
    return url.substring(url.indexOf('#') + 1);
  }

  private static HttpResponse<String> signIn(String code) throws Exception {
    return send("POST", "/api/v1/session", EventJson.text(Map.of("code", code)));
  }

  private static HttpResponse<String> asCli(String method, String path, String body)
      throws Exception {
    String token = Files.readString(root.resolve("state/cli-token")).strip();
    return send(method, path, body, "Authorization", "Bearer " + token);
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  private static HttpResponse<String> send(
      String method, String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(hub.address() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }
}
