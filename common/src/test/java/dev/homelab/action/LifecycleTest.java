package dev.homelab.action;

import static dev.homelab.action.Actions.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Verdict.Moved;
import dev.homelab.action.Verdict.Refused;
import dev.homelab.action.Verdict.Same;
import dev.homelab.event.Subject;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RULES A2: the table of {@link Lifecycle}, row by row. */
class LifecycleTest {
  private static final Proposal RESTART = Actions.restart(1);
  private static final Proposal ALERT = Actions.proposal(ActionKind.ALERT_ONLY, Actions.BROKER, 1);

  private static final Map<String, Command> COMMANDS =
      Map.ofEntries(
          Map.entry("approve", Actions.approval(RESTART)),
          Map.entry("reject", new Command.Reject("webui", "no")),
          Map.entry("cancel by a person", new Command.Cancel("webui", "no")),
          Map.entry("cancel by the system", new Command.Cancel("system", "drift_resolved_auto")),
          Map.entry("start", new Command.Start()),
          Map.entry("not needed", new Command.NotNeeded("runs")),
          Map.entry("expire", new Command.Expire()),
          Map.entry("complete", new Command.Complete(Result.NONE)),
          Map.entry("fail", new Command.Fail(Result.NONE)),
          Map.entry("told", new Command.Told()),
          Map.entry("taken over", new Command.TakenOver()));

  @ParameterizedTest(
      name = "RULES A2, S7: {0} of what is pending, approved, running: {1}, {2}, {3}")
  @CsvSource({
    "approve,              approved,  same,      same",
    "reject,               rejected,  refused,   refused",
    "cancel by a person,   cancelled, cancelled, refused",
    "cancel by the system, cancelled, refused,   refused",
    "start,                refused,   running,   refused",
    "not needed,           refused,   completed, refused",
    "expire,               refused,   failed,    refused",
    "complete,             refused,   refused,   completed",
    "fail,                 refused,   failed,    failed",
    "told,                 refused,   refused,   refused",
    "taken over,           refused,   refused,   refused",
  })
  void open(String command, String pending, String approved, String running) {
    assertThat(comesOf(ActionState.PENDING, command)).isEqualTo(pending);
    assertThat(comesOf(ActionState.APPROVED, command)).isEqualTo(approved);
    assertThat(comesOf(ActionState.RUNNING, command)).isEqualTo(running);
  }

  @ParameterizedTest(name = "RULES A2: what is {0} stays so")
  @CsvSource({"REJECTED", "CANCELLED", "COMPLETED", "FAILED"})
  void ended(ActionState state) {
    assertThat(COMMANDS.keySet().stream().map(command -> comesOf(state, command)))
        .containsAnyOf("refused", "same")
        .doesNotContainAnyElementsOf(
            Stream.of(ActionState.values()).map(ActionState::text).toList());
  }

  private static String comesOf(ActionState state, String command) {
    return switch (Lifecycle.next(
        Actions.in(state, RESTART), Objects.requireNonNull(COMMANDS.get(command)), NOON)) {
      case Moved(Action action) -> action.state().text();
      case Same _ -> "same";
      case Refused _ -> "refused";
    };
  }

  @Test
  @DisplayName("RULES A4: approving names the hash that was shown")
  void anotherHashIsRefused() {
    Command other = new Command.Approve("0".repeat(64), "webui", Way.PWA, Actions.HOUR, "");
    assertThat(Lifecycle.next(Actions.pending(RESTART), other, NOON)).isInstanceOf(Refused.class);
  }

  @Test
  @DisplayName("RULES A12, S7: an alert_only is told, never approved")
  void alertIsOnlyTold() {
    Action alert = Actions.pending(ALERT);
    assertThat(Lifecycle.next(alert, Actions.approval(ALERT), NOON)).isInstanceOf(Refused.class);
    assertThat(Lifecycle.next(alert, new Command.Told(), NOON))
        .isInstanceOfSatisfying(
            Moved.class, it -> assertThat(it.action().state()).isEqualTo(ActionState.COMPLETED));
    assertThat(Lifecycle.next(alert, new Command.TakenOver(), NOON).action().result().outcome())
        .isEqualTo("taken over");
  }

  @Test
  void historyTellsEveryStep() {
    Action done = Actions.in(ActionState.COMPLETED, RESTART);
    assertThat(done.history())
        .extracting(Transition::to)
        .containsExactly(
            ActionState.PENDING, ActionState.APPROVED, ActionState.RUNNING, ActionState.COMPLETED);
    assertThat(done.approval()).get().extracting(Approval::hash).isEqualTo(RESTART.hash());
  }

  @Test
  @DisplayName("RULES A2: the order where copies meet")
  void order() {
    assertThat(ActionState.APPROVED.isBeyond(ActionState.PENDING)).isTrue();
    assertThat(ActionState.REJECTED.isBeyond(ActionState.APPROVED)).isTrue();
    assertThat(ActionState.CANCELLED.isBeyond(ActionState.REJECTED)).isFalse();
    assertThat(ActionState.RUNNING.isBeyond(ActionState.CANCELLED)).isTrue();
    assertThat(ActionState.FAILED.isBeyond(ActionState.RUNNING)).isTrue();
  }

  @Test
  @DisplayName("RULES S4: hub and edge compute the same id")
  void idsAreComputedFromTheTrouble() {
    assertThat(RESTART.id().text())
        .isEqualTo("container-restart-chelsty-infra-mosquitto-1772366400-1");
    assertThat(ActionId.of(ActionKind.DISK_CLEANUP, Subject.ofNode(Actions.BROKER.node()), 17, 2))
        .hasToString("disk-cleanup-chelsty-infra-node-17-2");
    assertThat(ActionId.isLegal("../../etc/passwd")).isFalse();
    assertThat(ActionId.isLegal("..")).isFalse();
  }
}
