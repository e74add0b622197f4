package dev.homelab.action;

import static dev.homelab.action.Validity.Answer.EXPIRED;
import static dev.homelab.action.Validity.Answer.VALID;
import static dev.homelab.action.Validity.Answer.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ValidityTest {
  private static final long SECOND = 1_000_000_000L;

  private static Validity.Reading at(long wallSeconds, long monotonicSeconds, boolean believed) {
    return new Validity.Reading(
        Actions.NOON.plusSeconds(wallSeconds), monotonicSeconds * SECOND, believed);
  }

  @Test
  @DisplayName(
      "RULES A9: within a process it is counted monotonically, whatever the wall clock does")
  void counted() {
    Validity hour = Validity.given(Duration.ofHours(1), at(0, 100, true));
    assertThat(hour.at(at(86_400, 3_699, true))).isEqualTo(VALID);
    assertThat(hour.at(at(-86_400, 3_700, false))).isEqualTo(EXPIRED);
    assertThat(hour.left(at(5, 200, false))).isEqualTo(Duration.ofSeconds(3_500));
  }

  @Test
  @DisplayName("RULES A9: after a restart by the wall clock, once that is believed")
  void recovered() {
    Validity hour = new Validity.Recovered(Actions.NOON.plusSeconds(3_600), Duration.ofHours(1));
    assertThat(hour.at(at(10, 0, false))).isEqualTo(WAIT);
    assertThat(hour.at(at(3_599, 0, true))).isEqualTo(VALID);
    assertThat(hour.at(at(3_600, 0, true))).isEqualTo(EXPIRED);
  }

  @Test
  @DisplayName("RULES A9: an end that is further away than the whole validity is not believed")
  void impossibleEnd() {
    Validity hour = new Validity.Recovered(Actions.NOON.plusSeconds(86_400), Duration.ofHours(1));
    assertThat(hour.at(at(0, 0, true))).isEqualTo(EXPIRED);
  }
}
