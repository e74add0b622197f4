package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionEvents;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.Proposal;
import dev.homelab.action.Terms;
import dev.homelab.edge.alone.LoneDeciding;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.LabContainers;
import dev.homelab.edge.container.LabContainers.Plan;
import dev.homelab.edge.container.TestDocker;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.Circumstances;
import dev.homelab.rules.Draft;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.rules.Reason;
import dev.homelab.rules.Supervisor;
import dev.homelab.rules.Verdict;
import dev.homelab.world.Logs;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RULES S6: a container that stops because a person wanted it, on a real engine. */
class PlannedStopIT {
  private static final NodeId NODE = Logs.EDGE;
  private static final Subject MOSQUITTO = new Subject(NODE, "mosquitto");
  private static final Inventory INVENTORY =
      Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Logs logs = new Logs();
  private final Map<ActionId, Action> files = new TreeMap<>();
  private @Nullable LabContainers lab;
  private @Nullable Watching watching;

  @BeforeEach
  void up() {
    lab = new LabContainers(TestDocker.api(vertx), "p" + ProcessHandle.current().pid(), NODE);
    lab.run(Plan.of("mosquitto", "mosquitto"));
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

  /** Stops the container, and gives what is told of it; it stands in the log then. */
  private Event stopped() {
    TestNode node =
        TestNode.wanting(
            NODE, List.of(new WatchedService("mosquitto", List.of(), Optional.empty())));
    PlannedWork underWay = new UnderWay(NODE, logs::world, InstantSource.system());
    watching = new Watching(vertx, lab().engine(), node, underWay, folder);
    lab().stop("mosquitto");
    Event down = watching.await("containers_not_running");
    logs.add(NODE, down);
    return down;
  }

  private Verdict decided(Instant now) {
    LoneDeciding deciding = new LoneDeciding(NODE, logs::world, Optional::empty, () -> INVENTORY);
    return Supervisor.decide(
        new Circumstances(
            deciding.world(),
            deciding.desired(),
            new InventoryPolicy(INVENTORY).policy(),
            deciding.actions(files),
            deciding.knowledge(),
            now));
  }

  private void assertHeldBy(String rule) {
    Verdict verdict = decided(Instant.now());
    assertThat(verdict.proposals()).isEmpty();
    assertThat(verdict.reasons().get(MOSQUITTO))
        .filteredOn(Reason::held)
        .extracting(Reason::rule)
        .containsExactly(rule);
  }

  private void deployment(String type) {
    logs.add(
        NODE,
        Event.of(NODE, "deploy.sh", type, Severity.INFO)
            .subject(MOSQUITTO)
            .correlation("deploy-17")
            .at(Instant.now()));
  }

  @Test
  @DisplayName(
      "by a deployment: told with its id; nothing is proposed until a minute after its end")
  void byADeployment() {
    deployment("deployment_started");
    assertThat(stopped().details()).containsEntry("planned", "deploy-17");
    assertHeldBy("S6");
    deployment("deployment_completed");
    assertHeldBy("S6");
    assertThat(decided(Instant.now().plus(Duration.ofMinutes(2))).proposals())
        .as("what is still broken then")
        .extracting(Draft::kind)
        .containsExactly(ActionKind.CONTAINER_RESTART);
  }

  @Test
  @DisplayName("by an action that runs: told with its id, and nothing is proposed beside it")
  void byAnAction() {
    Instant now = Instant.now();
    Proposal restart =
        Proposal.seal(
            ActionId.of(ActionKind.CONTAINER_RESTART, MOSQUITTO, now.getEpochSecond(), 1),
            ActionKind.CONTAINER_RESTART,
            MOSQUITTO,
            "",
            now,
            Map.of(),
            Terms.USUAL);
    Action running =
        Action.pending(restart, "system", now).moved(ActionState.RUNNING, now, "owner", "");
    files.put(running.id(), running);
    logs.add(NODE, ActionEvents.of(running, "executor", true, now));
    assertThat(stopped().details()).containsEntry("planned", restart.id().text());
    assertHeldBy("S3");
  }

  @Test
  @DisplayName("by nobody who said so: not planned, and a restart is proposed")
  void byAccident() {
    assertThat(stopped().details()).doesNotContainKey("planned");
    assertThat(decided(Instant.now()).proposals()).hasSize(1);
  }
}
