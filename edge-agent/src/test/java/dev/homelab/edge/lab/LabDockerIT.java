package dev.homelab.edge.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.Container.Health;
import dev.homelab.edge.container.Container.State;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.ContainerEvent;
import dev.homelab.edge.container.DockerApi;
import dev.homelab.edge.container.DockerEngine;
import dev.homelab.edge.container.DockerScope;
import dev.homelab.edge.container.ExecResult;
import dev.homelab.edge.container.TestDocker;
import dev.homelab.event.NodeId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lab of containers beside a foreign container named like one of its services. */
class LabDockerIT {
  private static final NodeId NODE = new NodeId("piha");
  private static final String LAB = "lab" + ProcessHandle.current().pid();
  private static final LabService MOSQUITTO =
      new LabService(NODE, "mosquitto", List.of("mosquitto"));

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<String> foreign = new ArrayList<>();
  private @Nullable DockerApi docker;
  private @Nullable LabDocker lab;

  @BeforeEach
  void up() {
    docker = TestDocker.api(vertx);
    String _ = foreign("mosquitto");
    lab = start();
  }

  /** One without the lab's labels; gives its id. */
  private String foreign(String name) {
    Map<String, Object> spec =
        Map.of("Image", TestDocker.IMAGE, "Cmd", List.of("sleep", "600"), "StopSignal", "KILL");
    String id =
        String.valueOf(
            Await.get(
                    "foreign made",
                    docker().post("/containers/create?name=" + name, spec, Duration.ofSeconds(20)))
                .get("Id"));
    foreign.add(id);
    Map<String, Object> _ =
        Await.get(
            "foreign started",
            docker().post("/containers/" + id + "/start", null, Duration.ofSeconds(20)));
    return id;
  }

  private LabDocker start() {
    return Await.get(
        "lab up",
        LabDocker.start(
            vertx, new LabLayout(folder), LAB, TestDocker.socket(), List.of(MOSQUITTO)));
  }

  @AfterEach
  void down() {
    if (docker != null) {
      for (String id : foreign) {
        Map<String, Object> _ =
            Await.get(
                "removed", docker().delete("/containers/" + id + "?force=1").otherwise(Map.of()));
      }
      for (Container made : Await.get("list", engine().list())) {
        Await.get("removed", engine().remove(made.name()));
      }
    }
    Await.get("vertx closed", vertx.close());
  }

  private DockerApi docker() {
    return Objects.requireNonNull(docker);
  }

  private LabDocker lab() {
    return Objects.requireNonNull(lab);
  }

  private DockerEngine engine() {
    return new DockerEngine(docker(), DockerScope.ofLab(LAB, NODE));
  }

  private Container seen() {
    return Await.get("inspect", engine().inspect("mosquitto"));
  }

  private void doBreak(BreakKind kind) {
    Await.get("break", lab().breakService(NODE, "mosquitto", kind, 0));
  }

  @Test
  void theForeignContainerIsNeitherReportedNorTouched() {
    doBreak(BreakKind.STOPPED);
    assertThat(seen().state()).isEqualTo(State.EXITED);
    doBreak(BreakKind.MISSING);
    assertThat(Await.get("list", engine().list())).isEmpty();
    Container foreign =
        Await.get(
            "foreign", new DockerEngine(docker(), DockerScope.wholeEngine()).inspect("mosquitto"));
    assertThat(foreign.running()).isTrue();
    assertThat(foreign.restarts()).isZero();
  }

  @Test
  void eachBreakIsMendedByARedeploy() throws IOException {
    doBreak(BreakKind.UNHEALTHY);
    Await.until("unhealthy", () -> seen().health() == Health.UNHEALTHY);
    Await.get("restart", engine().restart("mosquitto", Duration.ofSeconds(2)));
    Await.until("healthy", () -> seen().health() == Health.HEALTHY);
    doBreak(BreakKind.CRASH_LOOP);
    Await.until("crash loop", () -> seen().restarts() >= 2);
    Await.get("recreate", lab().recreate(NODE, "mosquitto"));
    Await.until("runs", () -> seen().running());
    assertThat(seen().restarts()).isZero();
    assertThat(Files.readAllLines(folder.resolve("piha/data/mosquitto/starts")))
        .hasSizeGreaterThan(4)
        .allMatch(line -> line.matches("\\d{13} \\d+"));
  }

  @Test
  void whatIsKilledForItsMemoryRunsAgain() {
    List<ContainerEvent> events = new CopyOnWriteArrayList<>();
    ContainerEngine.Subscription news = engine().events(events::add);
    Await.until("connected", () -> !events.isEmpty());
    doBreak(BreakKind.OUT_OF_MEMORY);
    Await.until(
        "the kernel kills it",
        () -> events.contains(new ContainerEvent(ContainerEvent.Kind.OOM, "mosquitto")));
    Await.until("runs again", () -> isRestartedOnce(seen()));
    assertThat(seen().exitCode()).isZero();
    news.cancel();
  }

  private static boolean isRestartedOnce(Container container) {
    return container.running() && container.restarts() == 1;
  }

  @Test
  void whatIsPausedAndWhatWasNeverStartedIsMendedByARestart() {
    doBreak(BreakKind.PAUSED);
    assertThat(seen().state()).isEqualTo(State.PAUSED);
    Await.get("restart", engine().restart("mosquitto", Duration.ofSeconds(2)));
    assertThat(seen().running()).isTrue();
    doBreak(BreakKind.NEVER_STARTED);
    assertThat(seen().state()).isEqualTo(State.CREATED);
    Await.get("restart", engine().restart("mosquitto", Duration.ofSeconds(2)));
    assertThat(seen().running()).isTrue();
  }

  @Test
  void aBrokenCheckIsNoneOfTheEngines() {
    doBreak(BreakKind.BROKEN_CHECK);
    assertThat(seen().running()).isTrue();
    assertThat(seen().health()).isEqualTo(Health.NONE);
    ExecResult probe =
        Await.get(
            "probe",
            engine()
                .exec(
                    "mosquitto",
                    List.of("/bin/sh", "-c", "stand-in-check"),
                    Duration.ofSeconds(5),
                    200));
    assertThat(probe.exitCode()).isEqualTo(127);
    Await.get("recreate", lab().recreate(NODE, "mosquitto"));
    Await.until("healthy", () -> seen().health() == Health.HEALTHY);
  }

  @Test
  void aContainerThatNobodyWantsComesAndGoes() {
    Await.get("caused", lab().trouble(NODE, Optional.of(HostTrouble.UNWANTED)));
    assertThat(Await.get("list", engine().list())).extracting(Container::name).contains("stranger");
    Await.get("mended", lab().trouble(NODE, Optional.empty()));
    assertThat(Await.get("list", engine().list()))
        .extracting(Container::name)
        .containsExactly("mosquitto");
  }

  @Test
  void aForeignContainerOfTheStrangersNameIsNeitherRemovedNorReplaced() {
    String id = foreign(LAB + "-piha-stranger");
    Await.get("nothing to mend", lab().trouble(NODE, Optional.empty()));
    assertThatThrownBy(
            () -> Await.get("unwanted", lab().trouble(NODE, Optional.of(HostTrouble.UNWANTED))))
        .hasMessageContaining("already in use");
    Await.get("down", lab().close());
    assertThat(foreignRuns(id)).isTrue();
  }

  @Test
  void aForeignContainerOfAServicesNameIsNotFrozen() {
    doBreak(BreakKind.MISSING);
    String id = foreign(LAB + "-piha-mosquitto");
    assertThatThrownBy(() -> doBreak(BreakKind.PAUSED)).hasMessageContaining("is not of this lab");
    doBreak(BreakKind.MISSING);
    assertThat(foreignRuns(id)).isTrue();
  }

  private boolean foreignRuns(String id) {
    return Await.get("foreign", new DockerEngine(docker(), DockerScope.wholeEngine()).inspect(id))
        .running();
  }

  @Test
  void downEndsWhatIsFrozenAndWhatNobodyWants() {
    doBreak(BreakKind.PAUSED);
    Await.get("unwanted", lab().trouble(NODE, Optional.of(HostTrouble.UNWANTED)));
    Await.get("down", lab().close());
    assertThat(Await.get("list", engine().list()))
        .extracting(Container::name)
        .containsExactly("mosquitto");
    assertThat(seen().state()).isEqualTo(State.EXITED);
    lab = start();
    assertThat(seen().state()).as("not run by the next up").isEqualTo(State.EXITED);
  }

  @Test
  void theMachinesOwnEngineIsNotTheLabsToTakeAway() {
    assertThatThrownBy(
            () -> Await.get("gone", lab().trouble(NODE, Optional.of(HostTrouble.ENGINE_GONE))))
        .hasMessageContaining("engine-gone needs --runtime process");
    assertThat(seen().running()).isTrue();
  }

  @Test
  void theNextUpGoesOnWhereThisOneStopped() {
    Await.get("down", lab().close());
    assertThat(seen().running()).isFalse();
    lab = start();
    assertThat(seen().running()).isTrue();
    doBreak(BreakKind.STOPPED);
    Await.get("down", lab().close());
    lab = start();
    assertThat(seen().running()).as("stopped on purpose").isFalse();
  }
}
