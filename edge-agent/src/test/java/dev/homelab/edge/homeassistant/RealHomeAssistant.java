package dev.homelab.edge.homeassistant;

import dev.homelab.edge.container.Await;
import dev.homelab.watching.WatchSettings;
import dev.homelab.web.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Home Assistant on loopback, with one administrator and an integration that can be broken.
 */
public final class RealHomeAssistant {
  private static final String SETTING = "HOMELAB_TEST_HOMEASSISTANT";
  private static final Path FILES = Path.of("src/test/resources/homeassistant");
  private static final Duration START = Duration.ofMinutes(3);

  private final Path python;
  private final Path folder;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process process;
  private String access = "";

  private RealHomeAssistant(Path python, Path folder, int port) {
    this.python = python;
    this.folder = folder;
    this.port = port;
  }

  /** Skips the test where the test run provides none. */
  public static RealHomeAssistant install(Path folder) throws IOException, InterruptedException {
    String named = System.getProperty(SETTING, System.getenv(SETTING));
    Assumptions.assumeTrue(
        named != null && Files.isExecutable(Path.of(named)),
        SETTING + " names no Python with Home Assistant, so nothing was tried on a real one");
    RealHomeAssistant home =
        new RealHomeAssistant(Path.of(Objects.requireNonNull(named)), folder, FreePorts.one());
    home.configure();
    home.command("--script", "auth", "-c", folder.toString(), "add", "owner", "quite-secret");
    return home;
  }

  private void configure() throws IOException {
    try (Stream<Path> files = Files.walk(FILES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(FILES.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        Files.writeString(
            copy,
            Files.readString(file)
                .replace("PORT", String.valueOf(port))
                .replace("FOLDER", folder.toString()));
      }
    }
    Files.createDirectories(folder.resolve("faults"));
    fault("address", "http://127.0.0.1:1/");
  }

  private void command(String... arguments) throws IOException, InterruptedException {
    Process run = launch("script.log", arguments);
    if (!run.waitFor(START.toSeconds(), TimeUnit.SECONDS) || run.exitValue() != 0) {
      run.destroyForcibly();
      throw new AssertionError(String.join(" ", arguments) + ": " + log("script.log"));
    }
  }

  private Process launch(String log, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(python.toString(), "-m", "homeassistant"));
    all.addAll(List.of(arguments));
    return new ProcessBuilder(all)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()))
        .start();
  }

  /** What its process has printed: {@code run.log}. */
  public String log(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  Path folder() {
    return folder;
  }

  Path python() {
    return python;
  }

  /** Returns when it answers and runs. */
  public void start() throws IOException {
    process = launch("run.log", "-c", folder.toString());
    long end = System.nanoTime() + START.toNanos();
    while (!answers()) {
      if (System.nanoTime() > end || !process.isAlive()) {
        throw new AssertionError("Home Assistant did not start: " + log("run.log"));
      }
      LockSupport.parkNanos(200_000_000);
    }
    if (access.isEmpty()) {
      signIn();
    }
    until("Home Assistant runs", () -> get("/api/config").getString("state", "").equals("RUNNING"));
  }

  private boolean answers() {
    try {
      return send(request("/manifest.json").GET()).statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private static void until(String what, java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + START.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited %s until: %s".formatted(START, what));
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  void kill() throws InterruptedException {
    Process running = Objects.requireNonNull(process);
    running.destroyForcibly().waitFor();
  }

  /** As {@code docker stop} does. */
  void stop() throws InterruptedException {
    Process running = Objects.requireNonNull(process);
    running.destroy();
    if (!running.waitFor(60, TimeUnit.SECONDS)) {
      running.destroyForcibly().waitFor();
      throw new AssertionError("Home Assistant did not stop in order");
    }
  }

  /** As {@code STOP} and {@code CONT}, between which it hangs. */
  void signal(String name) throws IOException, InterruptedException {
    String pid = String.valueOf(Objects.requireNonNull(process).pid());
    new ProcessBuilder("sh", "-c", "kill -%s %s".formatted(name, pid)).start().waitFor();
  }

  public void close() throws InterruptedException {
    if (process != null && process.isAlive()) {
      kill();
    }
  }

  private void signIn() {
    String client = url() + "/";
    String flow =
        post(
                "/auth/login_flow",
                new JsonObject()
                    .put("client_id", client)
                    .put("handler", new JsonArray().add("homeassistant").addNull())
                    .put("redirect_uri", client))
            .getString("flow_id");
    String code =
        post(
                "/auth/login_flow/" + flow,
                new JsonObject()
                    .put("client_id", client)
                    .put("username", "owner")
                    .put("password", "quite-secret"))
            .getString("result");
    String form =
        "grant_type=authorization_code&code=%s&client_id=%s"
            .formatted(code, URLEncoder.encode(client, StandardCharsets.UTF_8));
    HttpResponse<String> answer =
        send(
            request("/auth/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    access = new JsonObject(answer.body()).getString("access_token");
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url().resolve(path)).timeout(Duration.ofSeconds(30));
    return access.isEmpty() ? request : request.header("Authorization", "Bearer " + access);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  /** An object of its REST API. */
  public JsonObject get(String path) {
    return new JsonObject(send(request(path).GET()).body());
  }

  /** Empty where the answer is no object. */
  public JsonObject post(String path, JsonObject body) {
    HttpResponse<String> answer =
        send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode())));
    if (answer.statusCode() >= 300) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body().startsWith("{") ? new JsonObject(answer.body()) : new JsonObject();
  }

  void service(String domain, String service, JsonObject data) {
    JsonObject _ = post("/api/services/%s/%s".formatted(domain, service), data);
  }

  void turn(String entity, boolean on) {
    service(
        "input_boolean", on ? "turn_on" : "turn_off", new JsonObject().put("entity_id", entity));
  }

  void fire(String event) {
    JsonObject _ = post("/api/events/" + event, new JsonObject());
  }

  /** Configures an integration; gives the id of its entry. */
  public String configure(String domain, JsonObject... answers) {
    JsonObject step =
        post("/api/config/config_entries/flow", new JsonObject().put("handler", domain));
    for (JsonObject answer : answers) {
      step = post("/api/config/config_entries/flow/" + step.getString("flow_id"), answer);
    }
    return step.getJsonObject("result").getString("entry_id");
  }

  void reload(String entry) {
    JsonObject _ =
        post("/api/config/config_entries/entry/%s/reload".formatted(entry), new JsonObject());
  }

  /** Removes a configured integration. */
  void remove(String entry) {
    HttpResponse<String> _ = send(request("/api/config/config_entries/entry/" + entry).DELETE());
  }

  void fault(String name, String content) throws IOException {
    Path _ = Files.writeString(folder.resolve("faults").resolve(name), content);
  }

  void mend(String name) throws IOException {
    Files.delete(folder.resolve("faults").resolve(name));
  }

  /** Has a long-lived token made. */
  String newToken(Vertx vertx, String name) {
    String[] made = {""};
    // One that has just started may hang up on the first who come.
    Await.until("a token", () -> isMade(vertx, name, made));
    return made[0];
  }

  private boolean isMade(Vertx vertx, String name, String[] made) {
    try {
      made[0] =
          asOwner(
              vertx,
              "auth/long_lived_access_token",
              new JsonObject().put("client_name", name).put("lifespan", 30),
              RealHomeAssistant::whole);
      return true;
    } catch (HangUp notYet) {
      return false;
    }
  }

  void revokeToken(Vertx vertx, String name) {
    String id = asOwner(vertx, "auth/refresh_tokens", new JsonObject(), parser -> id(parser, name));
    boolean _ =
        asOwner(
            vertx,
            "auth/delete_refresh_token",
            new JsonObject().put("refresh_token_id", id),
            parser -> true);
  }

  private static String whole(com.fasterxml.jackson.core.JsonParser parser) throws IOException {
    return parser.getText();
  }

  private static String id(com.fasterxml.jackson.core.JsonParser parser, String name)
      throws IOException {
    String[] found = {""};
    Tokens.items(
        parser,
        () -> {
          String[] pair = {"", ""};
          Tokens.members(
              parser,
              member -> {
                if (member.equals("id")) {
                  pair[0] = Tokens.textOr(parser, "");
                } else if (member.equals("client_name")) {
                  pair[1] = Tokens.textOr(parser, "");
                }
              });
          if (pair[1].equals(name)) {
            found[0] = pair[0];
          }
        });
    return found[0];
  }

  private <T> T asOwner(Vertx vertx, String type, JsonObject members, Tokens.Reader<T> reader) {
    return Await.get(
        type,
        Session.open(
                vertx,
                vertx.createWebSocketClient(),
                Address.of(url().toString()),
                LinkSettings.of(WatchSettings.USUAL),
                access)
            .compose(
                session ->
                    session.ask(type, members, reader).onComplete(answered -> session.close())));
  }
}
