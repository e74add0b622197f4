package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.watch.ConditionKey;
import dev.homelab.edge.watch.HeldCondition;
import dev.homelab.edge.watch.JumpingClock;
import dev.homelab.event.Severity;
import dev.homelab.view.Reported;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a poll says of the node's own conditions. */
class OpenConditionsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  @DisplayName("Y7 a poll says what the watchers hold open, in words and since when")
  void held() {
    HeldCondition held =
        new HeldCondition(
            "docker",
            new ConditionKey("npm", "containers_not_running"),
            NOON,
            Severity.ERROR,
            "npm exited (137)",
            "exited",
            Map.of(),
            true,
            JumpingClock.at(NOON));
    Reported reported = Reported.read(OpenConditions.summary(List.of(held))).orElseThrow();
    assertThat(reported.open())
        .containsExactly(
            new Reported.Condition(
                "npm", "containers_not_running", NOON, Severity.ERROR, "npm exited (137)"));
    assertThat(OpenConditions.summary(List.of())).isEmpty();
  }
}
