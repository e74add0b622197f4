package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
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
    Optional<Moment> since =
        seconds == 0 ? Optional.empty() : Optional.of(JumpingClock.at(NOON.minusSeconds(seconds)));
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
            new TailscaleJudgement.Sight(status, Optional.empty(), Optional.of(NOON)),
            WatchSettings.USUAL,
            JumpingClock.at(NOON.plus(Duration.ofDays(9))));
    assertThat(
            findings.stream()
                .filter(Finding::bad)
                .map(finding -> String.valueOf(finding.details().get("level")))
                .findFirst()
                .orElse(""))
        .isEqualTo(level);
  }

  @ParameterizedTest(name = "a jump of {0} h, not online for {1} s: {2}")
  @CsvSource({
    "24, 119, ''",
    "-24, 119, ''",
    "24, 120, tailscale_offline",
    "-24, 120, tailscale_offline"
  })
  void aJumpIsNoTime(int hours, int seconds, String bad) {
    TailscaleStatus status = new TailscaleStatus("Running", false, Optional.empty(), List.of());
    Moment since = JumpingClock.at(NOON);
    Moment now =
        new Moment(NOON.plus(Duration.ofHours(hours)), since.running().plusSeconds(seconds));
    assertThat(bad(status, Optional.of(since), now)).isEqualTo(bad);
  }

  private static String bad(TailscaleStatus status, Optional<Moment> since) {
    return bad(status, since, JumpingClock.at(NOON));
  }

  private static String bad(TailscaleStatus status, Optional<Moment> since, Moment now) {
    return TailscaleJudgement.of(
            new TailscaleJudgement.Sight(status, since, Optional.empty()), WatchSettings.USUAL, now)
        .stream()
        .filter(Finding::bad)
        .map(finding -> finding.key().type())
        .findFirst()
        .orElse("");
  }
}
