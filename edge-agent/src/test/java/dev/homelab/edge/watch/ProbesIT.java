package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.CommandRunner;
import dev.homelab.edge.container.DockerApi;
import dev.homelab.edge.container.DockerEngine;
import dev.homelab.edge.container.DockerScope;
import dev.homelab.edge.container.ExecResult;
import dev.homelab.edge.container.Secrets;
import dev.homelab.edge.container.TestDocker;
import dev.homelab.edge.container.Turns;
import dev.homelab.event.NodeId;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes on real parts: a web server, a closed port, a script in a container. */
class ProbesIT {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String LAB = "p" + ProcessHandle.current().pid();
  private static final DockerScope SCOPE = DockerScope.ofLab(LAB, new NodeId("piha"));

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Await.get("vertx closed", vertx.close());
  }

  private HttpServer server(int status) {
    return Await.get(
        "server",
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  if (status > 0) {
                    var _ = request.response().setStatusCode(status).end("hello");
                  }
                })
            .listen(0, "127.0.0.1"));
  }

  private Health http(int status) {
    String url = "http://127.0.0.1:%d/health".formatted(server(status).actualPort());
    return Await.get("http", new HttpProbe(HttpProbe.client(vertx), url, SECOND).ask());
  }

  @Test
  void aWebServerIsAsWellAsItsStatus() {
    assertThat(http(200)).isEqualTo(new Health.Well());
    assertThat(http(302)).isEqualTo(new Health.Well());
    assertThat(http(503).toString()).contains("status 503");
  }

  @Test
  @DisplayName("The body of an answer is not waited for, and cutting it off is no error anywhere")
  void theStatusIsEnough() {
    List<String> said = new CopyOnWriteArrayList<>();
    Handler ear = ear(said);
    Logger.getLogger("").addHandler(ear);
    Promise<Void> cut = Promise.promise();
    HttpServer endless =
        Await.get(
            "server",
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      request.connection().closeHandler(gone -> cut.tryComplete());
                      var _ = request.response().setChunked(true).write("hello");
                    })
                .listen(0, "127.0.0.1"));
    String url = "http://127.0.0.1:%d/".formatted(endless.actualPort());
    assertThat(Await.get("http", new HttpProbe(HttpProbe.client(vertx), url, SECOND).ask()))
        .isEqualTo(new Health.Well());
    Await.get("cut off", cut.future());
    Logger.getLogger("").removeHandler(ear);
    assertThat(said).isEmpty();
  }

  private static Handler ear(List<String> said) {
    Handler ear =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            said.add(line.getLoggerName() + ": " + line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    ear.setLevel(Level.WARNING);
    return ear;
  }

  @Test
  void whoNeverAnswersIsIllWithinTheTime() {
    assertThat(http(0)).isInstanceOf(Health.Ill.class);
    int port = server(0).actualPort();
    assertThat(Await.get("mqtt", new MqttProbe(vertx, "127.0.0.1", port, SECOND).ask()))
        .isInstanceOf(Health.Ill.class);
    assertThat(Await.get("mqtt", new MqttProbe(vertx, "127.0.0.1", 1, SECOND).ask()))
        .isInstanceOf(Health.Ill.class);
  }

  private Health script(DockerEngine engine, String text) throws IOException {
    Path script = Files.writeString(folder.resolve("healthcheck.sh"), text);
    Secrets secrets = new Secrets(vertx, engine, folder);
    ScriptProbe.Parts parts =
        new ScriptProbe.Parts(vertx, engine, secrets, new CommandRunner(vertx), new Turns());
    HealthContract contract =
        new HealthContract(HealthContract.Type.LOCAL_ONLY, "", 8123, SECOND, SECOND, 3, script);
    return Await.get("script", new ScriptProbe(parts, "web", "web", contract).ask());
  }

  @Test
  @DisplayName("RULES A11: healthcheck.sh runs in the container, and its output is redacted")
  void aScriptRunsInTheContainerAndIsEndedThere() throws IOException {
    DockerApi api = TestDocker.api(vertx);
    DockerEngine engine = new DockerEngine(api, SCOPE);
    Map<String, Object> spec =
        Map.of(
            "Image",
            TestDocker.IMAGE,
            "Cmd",
            List.of("sleep", "600"),
            "StopSignal",
            "KILL",
            "Env",
            List.of("DB_PASSWORD=planted-hunter2"),
            "Labels",
            SCOPE.labels());
    String name = SCOPE.onEngine("web");
    Map<String, Object> _ =
        Await.get(
            "create", api.post("/containers/create?name=" + name, spec, SECOND.multipliedBy(9)));
    Await.get("start", engine.start("web"));
    assertThat(script(engine, "test -f /.dockerenv && test \"$HC_PORT\" = 8123"))
        .isEqualTo(new Health.Well());
    assertThat(script(engine, "echo \"login $DB_PASSWORD refused\"; exit 1").toString())
        .contains("***DB_PASSWORD***")
        .doesNotContain("hunter2");
    assertThat(script(engine, "exit 127")).isInstanceOf(Health.Fault.class);
    assertThat(script(engine, "curl -f http://127.0.0.1/ || exit 1"))
        .isInstanceOf(Health.Fault.class);
    assertThat(script(engine, "exec sleep 77")).isInstanceOf(Health.Ill.class);
    Await.until("the hanging check is gone", () -> !commands(engine).contains("77"));
    Map<String, Object> _ = Await.get("removed", api.delete("/containers/" + name + "?force=1"));
  }

  private static String commands(DockerEngine engine) {
    ExecResult all =
        Await.get(
            "commands",
            engine.exec(
                "web",
                List.of("/bin/sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"),
                SECOND.multipliedBy(5),
                8192));
    return all.output();
  }
}
