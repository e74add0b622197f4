package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionEvents;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.Proposal;
import dev.homelab.action.Terms;
import dev.homelab.event.Subject;
import dev.homelab.world.Logs;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RULES S6: what makes a stop a planned one. */
class UnderWayTest {
  private static final Subject MOSQUITTO = new Subject(Logs.EDGE, "mosquitto");
  private static final Proposal RESTART =
      Proposal.seal(
          ActionId.of(ActionKind.CONTAINER_RESTART, MOSQUITTO, Logs.START.getEpochSecond(), 1),
          ActionKind.CONTAINER_RESTART,
          MOSQUITTO,
          "",
          Logs.START,
          Map.of(),
          Terms.USUAL);

  private final Logs logs = new Logs();
  private Instant now = Logs.START.plusSeconds(60);

  private Optional<String> underWay(String service) {
    return new UnderWay(Logs.EDGE, logs::world, () -> now).of(service);
  }

  private void action(ActionState state) {
    Action action = Action.pending(RESTART, "system", Logs.START).moved(state, now, "system", "");
    logs.add(Logs.EDGE, ActionEvents.of(action, "executor", true, now));
  }

  @Test
  @DisplayName("an action from its claim to its end, for its own service")
  void anActionThatRuns() {
    action(ActionState.APPROVED);
    assertThat(underWay("mosquitto")).isEmpty();
    action(ActionState.RUNNING);
    assertThat(underWay("mosquitto")).contains(RESTART.id().text());
    assertThat(underWay("zigbee2mqtt")).isEmpty();
    action(ActionState.COMPLETED);
    assertThat(underWay("mosquitto")).isEmpty();
  }

  @Test
  @DisplayName("a deployment of the service or of all, from its start to its end")
  void aDeployment() {
    logs.add(Logs.EDGE, 0, "deployment_started", "mosquitto", Map.of());
    String id = logs.world().deployments().firstKey();
    assertThat(underWay("mosquitto")).contains(id);
    assertThat(underWay("zigbee2mqtt")).isEmpty();
    logs.add(Logs.EDGE, 1, "deployment_started", "all", Map.of());
    assertThat(underWay("zigbee2mqtt")).isPresent();
  }

  @Test
  @DisplayName("a deployment that says no more is over after 15 minutes")
  void aDeploymentThatNeverEnds() {
    logs.add(Logs.EDGE, 0, "deployment_started", "mosquitto", Map.of());
    now = Logs.START.plus(Duration.ofMinutes(15)).minusSeconds(1);
    assertThat(underWay("mosquitto")).isPresent();
    now = Logs.START.plus(Duration.ofMinutes(15));
    assertThat(underWay("mosquitto")).isEmpty();
  }

  @Test
  @DisplayName("a deployment of another node is not this one's")
  void elsewhere() {
    logs.add(Logs.EDGE, Logs.PIHA, 0, "deployment_started", "mosquitto", Map.of());
    assertThat(underWay("mosquitto")).isEmpty();
  }
}
