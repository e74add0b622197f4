package dev.homelab.edge.alone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How often an alert is told. */
class RepeatsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static int after(Duration age) {
    return Repeats.USUAL.due(NOON, NOON.plus(age));
  }

  @Test
  @DisplayName("N2: once at first, then after 15 min, an hour, 3 h, 9 h, and daily")
  void grows() {
    assertThat(after(Duration.ZERO)).isEqualTo(1);
    assertThat(after(Duration.ofMinutes(14))).isEqualTo(1);
    assertThat(after(Duration.ofMinutes(15))).isEqualTo(2);
    assertThat(after(Duration.ofMinutes(60))).isEqualTo(3);
    assertThat(after(Duration.ofHours(3))).isEqualTo(4);
    assertThat(after(Duration.ofHours(9))).isEqualTo(5);
    assertThat(after(Duration.ofHours(33))).isEqualTo(6);
    assertThat(after(Duration.ofDays(33))).isBetween(36, 39);
  }

  @Test
  @DisplayName("a clock that was put back repeats nothing")
  void clockBack() {
    assertThat(after(Duration.ofDays(-400))).isEqualTo(1);
  }
}
