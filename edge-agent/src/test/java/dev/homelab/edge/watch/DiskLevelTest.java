package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
import dev.homelab.edge.host.FileSystem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a file system is near to being full, and when it will be. */
class DiskLevelTest {
  private static final DiskLevel.Thresholds USUAL = new DiskLevel.Thresholds(80, 90, 95, 2);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest(name = "{0} % after {1}: {2}")
  @CsvSource({
    "79, NORMAL, NORMAL",
    "80, NORMAL, WARNING",
    "78, WARNING, WARNING",
    "77, WARNING, NORMAL",
    "90, WARNING, HIGH",
    "88, HIGH, HIGH",
    "87, HIGH, WARNING",
    "88, WARNING, WARNING",
    "100, NORMAL, CRITICAL",
    "93, CRITICAL, CRITICAL",
    "92, CRITICAL, HIGH",
    "10, CRITICAL, NORMAL",
  })
  void itRisesAtAThresholdAndFallsWhereThatIsCleared(int percent, DiskLevel before, DiskLevel now) {
    assertThat(DiskLevel.of(percent, before, USUAL)).isEqualTo(now);
  }

  @Test
  @DisplayName("Inodes count like space, and the event says which of the two it is")
  void inodes() {
    Finding finding =
        DiskJudgement.of(
                List.of(
                    new DiskJudgement.Reading(
                        new FileSystem("/data", "d", 1000, 100, 900, 1000, 960, false),
                        DiskLevel.NORMAL,
                        Optional.empty())),
                USUAL)
            .getFirst();
    assertThat(finding.message())
        .isEqualTo("/data is 96 % full of files (critical): 40 inodes left");
    assertThat(finding.details()).containsEntry("of", "inodes").containsEntry("level", "critical");
    assertThat(finding.key().entity()).isEqualTo("/data");
  }

  @Test
  @DisplayName("A gigabyte an hour with ten left is ten hours")
  void untilFull() {
    DiskTrend trend = DiskTrend.NONE;
    for (int minutes = 0; minutes <= 60; minutes += 5) {
      trend =
          trend.with(
              JumpingClock.at(NOON.plus(Duration.ofMinutes(minutes))),
              minutes * 1_000_000_000L / 60);
    }
    Duration left = trend.untilFull(10_000_000_000L).orElseThrow();
    assertThat(left).isBetween(Duration.ofMinutes(595), Duration.ofMinutes(605));
  }

  @Test
  @DisplayName("Of what shrinks, stands still or was seen for minutes only nothing is foretold")
  void noTrend() {
    DiskTrend still = DiskTrend.NONE;
    DiskTrend shrinks = DiskTrend.NONE;
    DiskTrend young = DiskTrend.NONE;
    for (int minutes = 0; minutes <= 60; minutes += 5) {
      Moment at = JumpingClock.at(NOON.plus(Duration.ofMinutes(minutes)));
      still = still.with(at, 500);
      shrinks = shrinks.with(at, 5_000 - minutes);
      young = minutes <= 20 ? young.with(at, minutes * 1_000_000L) : young;
    }
    assertThat(still.untilFull(1_000)).isEmpty();
    assertThat(shrinks.untilFull(1_000)).isEmpty();
    assertThat(young.untilFull(1_000_000)).isEmpty();
  }

  @Test
  @DisplayName("It is bounded, and a wall clock that jumps is no time")
  void bounded() {
    DiskTrend trend = DiskTrend.NONE;
    for (int i = 0; i < 500; i++) {
      trend = trend.with(JumpingClock.at(NOON.plus(Duration.ofMinutes(i))), i);
    }
    assertThat(trend.samples()).hasSizeLessThan(80);
    Moment last = trend.samples().getLast().at();
    Moment jumped = new Moment(NOON.minus(Duration.ofDays(1)), last.running().plusMinutes(5));
    assertThat(trend.with(jumped, 500).samples()).hasSize(trend.samples().size());
  }
}
