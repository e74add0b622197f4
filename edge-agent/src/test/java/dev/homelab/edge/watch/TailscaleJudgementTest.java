package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.tailscale.TailscaleStatus;
import dev.homelab.watching.WatchSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Tailscale's status means. */
class TailscaleJudgementTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest(name = "{0}, online: {1}, not so for {2} s: {3}")
  @CsvSource({
    "Running, true, 0, ''",
    "Running, false, 60, ''",
    "Running, false, 120, tailscale_offline",
    "Starting, false, 60, ''",
    "Starting, false, 120, tailscale_down",
    "Stopped, false, 0, tailscale_down",
    "NeedsLogin, false, 0, tailscale_down",
    "NoState, false, 0, tailscale_down",
  })
  void table(String backend, boolean online, int seconds, String bad) {
    Optional<Instant> since =
        seconds == 0 ? Optional.empty() : Optional.of(NOON.minusSeconds(seconds));
    TailscaleStatus status = new TailscaleStatus(backend, online, Optional.empty(), List.of());
    assertThat(bad(status, since)).isEqualTo(bad);
  }

  @ParameterizedTest(name = "{0} h before its end: {1}")
  @CsvSource({
    "337, ''",
    "336, first",
    "73, first",
    "72, second",
    "25, second",
    "24, last",
    "-5, last"
  })
  void keyExpiry(int hours, String level) {
    TailscaleStatus status =
        new TailscaleStatus(
            "Running", true, Optional.of(NOON.plus(Duration.ofHours(hours))), List.of());
    List<Finding> findings =
        TailscaleJudgement.of(
            new TailscaleJudgement.Sight(status, Optional.empty()), WatchSettings.USUAL, NOON);
    assertThat(
            findings.stream()
                .filter(Finding::bad)
                .map(finding -> String.valueOf(finding.details().get("level")))
                .findFirst()
                .orElse(""))
        .isEqualTo(level);
  }

  private static String bad(TailscaleStatus status, Optional<Instant> since) {
    return TailscaleJudgement.of(
            new TailscaleJudgement.Sight(status, since), WatchSettings.USUAL, NOON)
        .stream()
        .filter(Finding::bad)
        .map(finding -> finding.key().type())
        .findFirst()
        .orElse("");
  }
}
