package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.MomentClock;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.DeploySettings;
import dev.homelab.edge.container.ProcessEngine;
import dev.homelab.edge.container.Secrets;
import dev.homelab.edge.container.StandInDeployer;
import dev.homelab.edge.lab.BreakKind;
import dev.homelab.edge.lab.LabEngine;
import dev.homelab.edge.lab.LabLayout;
import dev.homelab.edge.lab.LabService;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.supervision.Supervision;
import dev.homelab.supervision.SupervisionSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The container watcher over a lab's real stand-ins. */
class ContainerWatcherIT {
  private static final NodeId NODE = new NodeId("chelsty-infra");

  private static final HealthContract CHECK =
      new HealthContract(
          HealthContract.Type.LOCAL_ONLY,
          "",
          0,
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          3,
          Path.of("healthcheck.sh"));

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<LabService> services =
      List.of(
          new LabService(NODE, "mosquitto", List.of("mosquitto")),
          new LabService(NODE, "outline", List.of("outline", "outline-postgres")));
  private @Nullable LabEngine lab;
  private final PartsGoOn parts = new PartsGoOn();
  private @Nullable Sentinel sentinel;

  @BeforeEach
  void up() {
    LabLayout layout = new LabLayout(folder);
    lab = Await.get("lab up", LabEngine.start(vertx, layout, services));
    watch();
  }

  private void watch() {
    LabLayout layout = new LabLayout(folder);
    ProcessEngine engine = new ProcessEngine(vertx, NODE, layout.engineAddress());
    Secrets secrets = new Secrets(vertx, engine, layout.nodeRoot(NODE).resolve("config"));
    List<WatchedService> wanted =
        services.stream()
            .map(s -> new WatchedService(s.service(), s.containers(), Optional.of(CHECK)))
            .toList();
    DeploySettings definitions =
        new DeploySettings(
            NODE, folder.resolve("checkout"), layout.nodeRoot(NODE), DeploySettings.TIMEOUT);
    Supervision supervision =
        new Supervision(vertx, SupervisionSettings.DEFAULT, InstantSource.system(), parts);
    sentinel =
        new Sentinel(
            vertx,
            supervision,
            NODE,
            event -> {
              events.add(event);
              return Future.succeededFuture();
            },
            new FileDisk(),
            layout.nodeRoot(NODE).resolve("state"),
            MomentClock.system());
    Await.get(
        "watching",
        sentinel.start(
            new Senses(
                    vertx,
                    new Senses.Parts(
                        engine,
                        new StandInDeployer(vertx, definitions, engine::recreate),
                        secrets,
                        Optional.empty(),
                        true,
                        Machine.standIn(
                            vertx,
                            new FileDisk(),
                            layout.nodeRoot(NODE).resolve("state"),
                            () -> java.time.ZoneOffset.UTC,
                            OptionalInt::empty,
                            InstantSource.system()),
                        TestNode.wanting(NODE, wanted),
                        house -> {
                          throw new AssertionError("none is wanted: " + house);
                        },
                        Optional::empty,
                        Optional::empty,
                        service -> Optional.empty(),
                        MomentClock.system()))
                .recipes(),
            service -> true));
    Await.until("a first look", () -> Files.exists(heartbeat()));
  }

  private Path heartbeat() {
    return new LabLayout(folder).nodeRoot(NODE).resolve("state/stability-agent.heartbeat");
  }

  @AfterEach
  void down() {
    Await.get("sentinel closed", sentinel().close());
    Await.get("lab down", lab().close());
    Await.get("vertx closed", vertx.close());
    parts.haveGoneOn();
  }

  private LabEngine lab() {
    return Objects.requireNonNull(lab);
  }

  private Sentinel sentinel() {
    return Objects.requireNonNull(sentinel);
  }

  private Event await(String type) {
    Await.until(type, () -> events.stream().anyMatch(event -> event.type().equals(type)));
    return events.stream().filter(event -> event.type().equals(type)).findFirst().orElseThrow();
  }

  @Test
  @DisplayName("RULES W3: one event a service with since, and a recovery with of")
  void aStoppedServiceIsToldOnceAndItsRecoveryToo() {
    Instant before = Instant.now();
    Await.get("break", lab().breakService(NODE, "mosquitto", BreakKind.STOPPED, 0));
    Event down = await("containers_not_running");
    assertThat(Duration.between(before, down.timestamp())).isLessThan(Duration.ofSeconds(2));
    assertThat(down.service()).isEqualTo("mosquitto");
    assertThat(down.source()).isEqualTo("stability-agent");
    assertThat(down.detail("since")).isPresent();
    assertThat(down.details().toString()).contains("exited", "stand-in started");
    assertThat(sentinel().held()).hasSize(1);
    Await.get("mend", lab().recreate(NODE, "mosquitto"));
    Event well = await("service_recovered");
    assertThat(well.detail("of")).contains("containers_not_running");
    assertThat(well.detail("since")).isEqualTo(down.detail("since"));
    assertThat(events).hasSize(2);
  }

  @Test
  void aServiceOfSeveralContainersIsOneEvent() {
    Await.get("break", lab().breakService(NODE, "outline", BreakKind.MISSING, 0));
    Event down = await("containers_not_running");
    assertThat(down.message())
        .contains("container outline is missing", "container outline-postgres is missing");
    assertThat(events).hasSize(1);
  }

  @Test
  void aCrashLoopIsToldOnceAndEndsWithTheRedeploy() {
    Await.get("break", lab().breakService(NODE, "mosquitto", BreakKind.CRASH_LOOP, 0));
    assertThat(await("containers_not_running").message()).contains("keeps restarting");
    Await.get("mend", lab().recreate(NODE, "mosquitto"));
    Event _ = await("service_recovered");
    assertThat(events).hasSize(2);
  }

  @Test
  @DisplayName("RULES W3: since is kept across restarts of the agent, and nothing is told twice")
  void aRestartOfTheAgentForgetsNothing() {
    Await.get("break", lab().breakService(NODE, "mosquitto", BreakKind.STOPPED, 0));
    Event down = await("containers_not_running");
    Await.until("told", () -> sentinel().held().getFirst().told());
    Await.get("sentinel closed", sentinel().close());
    watch();
    assertThat(sentinel().held()).hasSize(1);
    Await.get("mend", lab().recreate(NODE, "mosquitto"));
    assertThat(await("service_recovered").detail("since")).isEqualTo(down.detail("since"));
    assertThat(events).hasSize(2);
  }

  @Test
  @DisplayName("RULES W4: checks_confirmed lists what is held")
  void everythingHeldIsConfirmed() {
    Await.get("break", lab().breakService(NODE, "mosquitto", BreakKind.STOPPED, 0));
    Event _ = await("containers_not_running");
    Await.get("confirm", sentinel().confirm(java.util.Map.of("revision", "abc")));
    assertThat(await("checks_confirmed").details().toString())
        .contains("docker", "mosquitto", "containers_not_running", "abc");
  }

  @Test
  void aProbeThatSaysNoIsAnUnhealthyServiceUntilItsRestart() {
    Await.get("break", lab().breakService(NODE, "mosquitto", BreakKind.UNHEALTHY, 0));
    assertThat(await("service_unhealthy").message()).contains("health check fails");
    Await.get("mend", lab().recreate(NODE, "mosquitto"));
    assertThat(await("service_recovered").detail("of")).contains("service_unhealthy");
    assertThat(events).hasSize(2);
  }

  @Test
  void anEngineThatIsGoneIsOneConditionOfTheNode() {
    Await.get("lab down", lab().close());
    Event down = await("engine_unreachable");
    assertThat(down.service()).isNull();
    Await.get("sentinel closed", sentinel().close());
    watch();
    Await.until(
        "a look of each",
        () -> sentinel().figures().stream().allMatch(watcher -> watcher.looks() > 0));
    assertThat(events).hasSize(1);
  }
}
