package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.LabContainers;
import dev.homelab.edge.container.LabContainers.Plan;
import dev.homelab.edge.container.TestDocker;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault of a container, caused on a real engine: its event, its recovery, nothing else. */
class DockerWatcherIT {
  private static final NodeId NODE = new NodeId("chelsty-infra");
  private static final long MEMORY = 16L << 20;

  /** A look that was not pushed would come too late for these tests. */
  private static final WatchSettings SETTINGS =
      WatchSettings.USUAL
          .with(WatchSetting.DOCKER_EVERY, "1h")
          .with(WatchSetting.DOCKER_RESTARTS_WITHIN, "10s")
          .with(WatchSetting.DOCKER_STEADY_AFTER, "1s");

  private static final HealthContract BY_ENGINE =
      new HealthContract(
          HealthContract.Type.CONTAINER,
          "",
          0,
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          2,
          Path.of("healthcheck.sh"));

  private static final Plan WEB = Plan.of("web", "web");
  private static final Plan DATABASE = Plan.of("web-db", "web");

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private @Nullable LabContainers lab;
  private @Nullable Watching watching;

  @BeforeEach
  void up() {
    lab = new LabContainers(TestDocker.api(vertx), "d" + ProcessHandle.current().pid(), NODE);
    lab.run(DATABASE);
    lab.run(Plan.of("other", "other"));
  }

  @AfterEach
  void down() {
    if (watching != null) {
      watching.close();
    }
    if (lab != null) {
      lab.close();
    }
    Await.get("vertx closed", vertx.close());
  }

  private LabContainers lab() {
    return Objects.requireNonNull(lab);
  }

  private Watching watching() {
    return Objects.requireNonNull(watching);
  }

  private void watch(Plan web) {
    lab().run(web);
    List<WatchedService> wanted =
        List.of(
            new WatchedService("web", List.of("web", "web-db"), Optional.of(BY_ENGINE)),
            new WatchedService("other", List.of("other"), Optional.of(BY_ENGINE)));
    TestNode node = new TestNode(NODE, wanted, SETTINGS, List.of());
    watching = new Watching(vertx, lab().engine(), node, service -> Optional.empty(), folder);
  }

  /** The one container of the service's event. */
  private static Map<String, Object> container(Event event) {
    List<?> all = Values.list(event.details(), "containers");
    assertThat(all).hasSize(1);
    return Values.object(Map.of("one", all.getFirst()), "one");
  }

  private Event stopped() {
    Event down = watching().await("containers_not_running");
    assertThat(down.service()).isEqualTo("web");
    assertThat(down.source()).isEqualTo("stability-agent");
    assertThat(down.detail("since")).isPresent();
    return down;
  }

  private void assertRecovered(Event down) {
    Event well = watching().await("service_recovered", Duration.ofSeconds(40));
    assertThat(well.service()).isEqualTo("web");
    assertThat(well.detail("of")).contains(down.type());
    assertThat(well.detail("since")).isEqualTo(down.detail("since"));
    assertThat(watching().isAllWell()).isTrue();
    assertThat(watching().types()).containsExactly(down.type(), "service_recovered");
  }

  @Test
  void stoppedInOrder() {
    watch(WEB);
    lab().stop("web");
    Event down = stopped();
    assertThat(container(down))
        .containsEntry("name", "web")
        .containsEntry("state", "exited")
        .containsEntry("exit_code", 0)
        .containsEntry("oom_killed", false);
    lab().start("web");
    assertRecovered(down);
  }

  @Test
  @DisplayName("A11: killed, told with its exit code and the last 20 lines, redacted")
  void killed() {
    watch(WEB);
    lab().kill("web", "KILL");
    Event down = stopped();
    assertThat(down.message()).isEqualTo("web: container web is stopped (exit code 137)");
    assertThat(container(down)).containsEntry("exit_code", 137).containsEntry("oom_killed", false);
    assertThat(String.valueOf(container(down).get("last_log")).lines())
        .hasSize(20)
        .startsWith("line 12 of 30")
        .endsWith("password is ***DB_PASSWORD***");
    lab().start("web");
    assertRecovered(down);
  }

  @Test
  void endedByItselfWithAnExitCode() {
    watch(WEB.restart("no"));
    lab().command("web", "touch", "/crash");
    Event down = stopped();
    assertThat(container(down)).containsEntry("state", "exited").containsEntry("exit_code", 7);
    lab().remove("web");
    lab().run(WEB);
    assertRecovered(down);
  }

  @Test
  void aPartThatIsGone() {
    watch(WEB);
    lab().remove("web-db");
    Event down = stopped();
    assertThat(container(down)).containsEntry("name", "web-db").containsEntry("state", "missing");
    lab().run(DATABASE);
    assertRecovered(down);
  }

  @Test
  void restartedByTheEngineAgainAndAgain() {
    watch(WEB);
    lab().command("web", "touch", "/crash");
    Event down = stopped();
    assertThat(down.message()).contains("container web keeps restarting (exit code 7, ");
    assertThat(container(down)).containsEntry("state", "restarting").containsEntry("exit_code", 7);
    lab().remove("web");
    lab().run(WEB);
    assertRecovered(down);
  }

  @Test
  @DisplayName("killed for its memory: what it used, against its limit")
  void outOfMemory() {
    watch(WEB.restart("no").memory(MEMORY));
    lab().command("web", "touch", "/eat");
    Event down = stopped();
    assertThat(down.message())
        .isEqualTo("web: container web is stopped (exit code 137, out of memory)");
    assertThat(container(down))
        .containsEntry("oom_killed", true)
        .containsEntry("memory_limit_bytes", MEMORY)
        .containsEntry("memory_used_bytes", MEMORY);
    lab().remove("web");
    lab().run(WEB);
    assertRecovered(down);
  }

  @ParameterizedTest(name = "killed for its memory and started again at once by policy {0}")
  @ValueSource(strings = {"unless-stopped", "always"})
  void outOfMemoryAndRunningAgain(String policy) {
    watch(WEB.restart(policy).memory(MEMORY));
    lab().command("web", "touch", "/eat-once");
    Event down = stopped();
    assertThat(container(down))
        .containsEntry("name", "web")
        .containsEntry("oom_killed", true)
        .containsEntry("memory_limit_bytes", MEMORY)
        .containsEntry("memory_used_bytes", MEMORY);
    Await.until("it runs again", () -> lab().runs("web"));
    assertThat(watching().isAllWell()).as("told as long as its window lasts").isFalse();
    assertRecovered(down);
  }

  @Test
  void unhealthyByItsOwnCheck() {
    watch(WEB);
    lab().command("web", "touch", "/sick");
    Event ill = watching().await("service_unhealthy", Duration.ofSeconds(30));
    assertThat(ill.service()).isEqualTo("web");
    assertThat(ill.message()).contains("container web: its own health check fails");
    lab().command("web", "rm", "/sick");
    assertRecovered(ill);
  }

  @Test
  @DisplayName("SPEC 3: a part's trouble is its service's trouble")
  void unhealthyPart() {
    watch(WEB);
    lab().command("web-db", "touch", "/sick");
    Event ill = watching().await("service_unhealthy", Duration.ofSeconds(30));
    assertThat(ill.service()).isEqualTo("web");
    assertThat(ill.message()).contains("container web-db: its own health check fails");
    lab().command("web-db", "rm", "/sick");
    assertRecovered(ill);
  }
}
