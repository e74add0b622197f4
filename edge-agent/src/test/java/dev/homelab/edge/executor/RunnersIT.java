package dev.homelab.edge.executor;

import static dev.homelab.edge.executor.FakeEngine.container;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.Actions;
import dev.homelab.action.Proposal;
import dev.homelab.action.Terms;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.Container.State;
import dev.homelab.edge.container.DeploySettings;
import dev.homelab.edge.container.DiskCleanup;
import dev.homelab.edge.container.Rendered;
import dev.homelab.edge.container.StandInDeployer;
import dev.homelab.event.Subject;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RULES A12: what each kind does. */
class RunnersIT {
  private static final Withheld REDACTING =
      (_, _, text) -> Future.succeededFuture(text.replace("hunter2", "***PASSWORD***"));

  @TempDir Path root;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Await.get("close", vertx.close());
  }

  private static Action running(ActionKind kind, Map<String, Object> details) {
    return Actions.in(
        ActionState.RUNNING,
        Proposal.seal(
            new ActionId("a"), kind, Actions.BROKER, "r", Actions.NOON, details, Terms.USUAL));
  }

  private static RestartRunner restarts(FakeEngine engine) {
    return new RestartRunner(engine, REDACTING, () -> Set.of("mosquitto", "mosquitto-exporter"));
  }

  private static RunResult run(ActionRunner runner, Action action) {
    return Await.get("run", runner.run(action));
  }

  @Test
  @DisplayName("RULES A12: a restart takes the ill containers of the service, else its main one")
  void restart() {
    FakeEngine ill =
        new FakeEngine(
            container("mosquitto", State.RUNNING),
            container("mosquitto-bridge", State.EXITED),
            container("mosquitto-exporter", State.EXITED));
    assertThat(run(restarts(ill), running(ActionKind.CONTAINER_RESTART, Map.of())).succeeded())
        .isTrue();
    assertThat(ill.restarted).containsExactly("mosquitto-bridge");
    FakeEngine well =
        new FakeEngine(
            container("mosquitto", State.RUNNING), container("mosquitto-bridge", State.RUNNING));
    assertThat(run(restarts(well), running(ActionKind.CONTAINER_RESTART, Map.of())).output())
        .isEqualTo("mosquitto: restarted");
    FakeEngine none = new FakeEngine(container("npm", State.EXITED));
    assertThat(run(restarts(none), running(ActionKind.CONTAINER_RESTART, Map.of())).outcome())
        .isEqualTo("no_container");
    assertThat(none.restarted).isEmpty();
  }

  @Test
  @DisplayName("RULES A11: what an engine says passes redaction")
  void failureIsRedacted() {
    FakeEngine engine = new FakeEngine(container("refuses", State.EXITED));
    RestartRunner runner = new RestartRunner(engine, REDACTING, () -> Set.of("refuses"));
    Action action =
        Actions.in(
            ActionState.RUNNING, Actions.restart(new Subject(Actions.BROKER.node(), "refuses"), 1));
    RunResult result = run(runner, action);
    assertThat(result.succeeded()).isFalse();
    assertThat(result.output()).contains("***PASSWORD***").doesNotContain("hunter2");
  }

  @Test
  @DisplayName("RULES A4: a redeploy deploys the definition that was approved, or nothing")
  void redeploy() throws Exception {
    Path compose = root.resolve("checkout/services/mosquitto/docker-compose.yml");
    Files.createDirectories(compose.getParent());
    Files.writeString(compose, "services: {}\n");
    List<String> deployed = new ArrayList<>();
    StandInDeployer deployer =
        new StandInDeployer(
            vertx,
            new DeploySettings(
                Actions.BROKER.node(),
                root.resolve("checkout"),
                root.resolve("root"),
                Duration.ofSeconds(10)),
            service -> {
              deployed.add(service);
              return Future.succeededFuture();
            });
    Rendered rendered = Await.get("render", deployer.render("mosquitto"));
    FakeEngine engine =
        new FakeEngine(container("mosquitto", State.RUNNING, Actions.NOON.plusSeconds(60)));
    RedeployRunner runner = new RedeployRunner(deployer, engine, REDACTING, "mosquitto");
    Action action = running(ActionKind.REDEPLOY, Map.of(Proposal.DEFINITION_HASH, rendered.hash()));
    assertThat(run(runner, action).succeeded()).isTrue();
    assertThat(Await.get("observe", runner.observe(action)).succeeded()).isTrue();
    FakeEngine before =
        new FakeEngine(container("mosquitto", State.RUNNING, Actions.NOON.minusSeconds(60)));
    RedeployRunner early = new RedeployRunner(deployer, before, REDACTING, "mosquitto");
    assertThat(Await.get("observe", early.observe(action)).outcome())
        .as("the same definition, and nothing was started since the claim")
        .isEqualTo("outcome unknown");
    Files.writeString(compose, "services: {other: {}}\n");
    assertThat(run(runner, action).outcome()).isEqualTo("definition_changed");
    assertThat(run(runner, running(ActionKind.REDEPLOY, Map.of())).outcome())
        .isEqualTo("definition_changed");
    assertThat(Await.get("observe", runner.observe(action)).outcome()).isEqualTo("outcome unknown");
    assertThat(deployed).containsExactly("mosquitto");
  }

  @Test
  @DisplayName("RULES A12: a clean-up measures each step and touches nothing but logs in a lab")
  void cleanup() throws Exception {
    Path old = root.resolve("logs/mosquitto/old.log");
    Path data = root.resolve("data/mosquitto/old.db");
    for (Path file : List.of(old, data)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "12345");
      Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    }
    DiskCleanup cleanup =
        new DiskCleanup(
            vertx,
            Optional.empty(),
            root.resolve("logs"),
            Duration.ofDays(14),
            InstantSource.system());
    RunResult result = run(new CleanupRunner(cleanup), running(ActionKind.DISK_CLEANUP, Map.of()));
    assertThat(result.succeeded()).isTrue();
    assertThat(result.output()).isEqualTo("logs older than 14 days: 5 bytes freed");
    assertThat(old).doesNotExist();
    assertThat(data).exists();
  }
}
