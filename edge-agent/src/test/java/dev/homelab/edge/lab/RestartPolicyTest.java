package dev.homelab.edge.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When what died is started again. */
class RestartPolicyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void whatServedIsStartedAgainAfterASecondHoweverOftenItDies() {
    RestartPolicy policy = RestartPolicy.initial();
    for (int death = 0; death < 20; death++) {
      policy = policy.started().served().died(true);
      assertThat(policy.pause(NOW)).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,4", "4,8", "5,16", "6,30", "7,30", "50,30"})
  void whatNeverServesWaitsLongerEachTime(int deaths, int seconds) {
    RestartPolicy policy = RestartPolicy.initial();
    for (int death = 0; death < deaths; death++) {
      policy = policy.started().died(false);
    }
    assertThat(policy.pause(NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void aHoldKeepsItDownUntilItsEnd() {
    RestartPolicy held = RestartPolicy.initial().served().held(NOW.plusSeconds(60)).died(true);
    assertThat(held.pause(NOW)).isEqualTo(Duration.ofSeconds(60));
    assertThat(held.pause(NOW.plusSeconds(50))).isEqualTo(Duration.ofSeconds(10));
    assertThat(held.pause(NOW.plusSeconds(70))).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aHoldIsOverOnceItIsStarted() {
    RestartPolicy started = RestartPolicy.initial().held(NOW.plusSeconds(60)).started();
    assertThat(started.died(true).pause(NOW)).isEqualTo(Duration.ofSeconds(1));
  }
}
