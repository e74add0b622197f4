package dev.homelab.edge.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.edge.container.Container.State;
import dev.homelab.edge.container.EngineException.Reason;
import dev.homelab.event.NodeId;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Docker engine's client against a real engine, which has a foreign "web" as well. */
class DockerEngineIT extends ContainerEngineContract {
  private static final String LAB = "t" + ProcessHandle.current().pid();
  private static final DockerScope SCOPE = DockerScope.ofLab(LAB, new NodeId("piha"));
  private static final String SCRIPT =
      "trap 'exit 0' TERM; echo stand-in started; sleep infinity & wait $!";

  private final Vertx vertx = Vertx.vertx();
  private final List<String> made = new ArrayList<>();
  private @Nullable DockerEngine engine;

  @BeforeEach
  void up() {
    engine = new DockerEngine(TestDocker.api(vertx), SCOPE);
    create(SCOPE.onEngine("web"), SCOPE.labels(), SCRIPT, 0);
    create("foreign-" + LAB, Map.of(), SCRIPT, 0);
  }

  @AfterEach
  void down() {
    for (String name : made) {
      Map<String, Object> _ =
          Await.get("remove " + name, docker().delete("/containers/" + name + "?force=1"));
    }
    Await.get("vertx closed", vertx.close());
  }

  @Override
  protected ContainerEngine engine() {
    return Objects.requireNonNull(engine);
  }

  private DockerApi docker() {
    return Objects.requireNonNull(engine).api();
  }

  private void create(String name, Map<String, String> labels, String script, long memory) {
    made.add(name);
    Map<String, String> all = new HashMap<>(labels);
    if (!labels.isEmpty()) {
      all.put("com.docker.compose.project", "web");
      all.put("com.docker.compose.service", "web");
    }
    Map<String, Object> spec =
        Map.of(
            "Image",
            TestDocker.IMAGE,
            "Cmd",
            List.of("/bin/sh", "-c", script),
            "Env",
            List.of("DB_PASSWORD=planted-hunter2"),
            "Labels",
            all,
            "HostConfig",
            Map.of(
                "NetworkMode",
                "none",
                "Memory",
                memory,
                "RestartPolicy",
                Map.of("Name", "unless-stopped")));
    Map<String, Object> _ =
        Await.get(
            "create",
            docker().post("/containers/create?name=" + name, spec, Duration.ofSeconds(30)));
    Map<String, Object> _ =
        Await.get(
            "start", docker().post("/containers/" + name + "/start", null, Duration.ofSeconds(30)));
  }

  @Test
  void whatHasNotTheLabsLabelIsNeitherSeenNorTouched() {
    assertThat(Await.get("list", engine().list()))
        .extracting(Container::name)
        .doesNotContain("foreign-" + LAB);
    DockerScope sameName = new DockerScope("", SCOPE.labels());
    DockerEngine other = new DockerEngine(docker(), sameName);
    assertThatThrownBy(() -> Await.get("stop", other.stop("foreign-" + LAB, Duration.ofSeconds(1))))
        .isInstanceOfSatisfying(
            EngineException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.NO_SUCH_CONTAINER));
  }

  @Test
  void outputOfBothStreamsComesBackWithItsExitCode() {
    List<String> argv = List.of("/bin/sh", "-c", "echo out; echo err >&2; exit 3");
    ExecResult result = Await.get("exec", engine().exec("web", argv, Duration.ofSeconds(5), 1024));
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.output()).contains("out\n", "err\n");
  }

  @Test
  void aCommandThatHangsIsATimeOut() {
    assertThatThrownBy(
            () ->
                Await.get(
                    "exec",
                    engine().exec("web", List.of("sleep", "60"), Duration.ofMillis(300), 1024)))
        .isInstanceOfSatisfying(
            EngineException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT));
  }

  @Test
  void aCommandThatIsNotThereHasTheShellsCode() {
    ExecResult result =
        Await.get("exec", engine().exec("web", List.of("no-such"), Duration.ofSeconds(5), 1024));
    assertThat(result.exitCode()).isIn(126, 127);
  }

  @Test
  void aCrashLoopShowsItsExitCodeAndRestarts() {
    String name = SCOPE.onEngine("web-loop");
    create(name, SCOPE.labels(), "echo going; exit 7", 0);
    Await.until(
        "restarts are counted",
        () -> Await.get("inspect", engine().inspect("web-loop")).restarts() >= 2);
    Container looping = Await.get("inspect", engine().inspect("web-loop"));
    assertThat(looping.state()).isIn(State.RESTARTING, State.RUNNING, State.EXITED);
    assertThat(looping.exitCode()).isEqualTo(7);
    assertThat(looping.service()).isEqualTo("web");
  }

  @Test
  void theEnvironmentIsKnownForRedaction() {
    assertThat(Await.get("environment", engine().environment("web")))
        .containsEntry("DB_PASSWORD", "planted-hunter2");
  }
}
