package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
import dev.homelab.edge.watch.JumpingClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is known of the hub's clock. */
class HubClockTest {
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

  @Test
  @DisplayName("Its time runs on by the clock that never jumps, and shows whose clock has")
  void runsOn() {
    HubClock hub = new HubClock();
    Moment here = JumpingClock.at(NOON.plusSeconds(40));
    assertThat(hub.time(here)).isEmpty();
    hub.heard(NOON, here);
    assertThat(hub.ahead(here)).contains(Duration.ofSeconds(40));
    Moment jumped = new Moment(NOON.plus(Duration.ofDays(1)), here.running().plusSeconds(60));
    assertThat(hub.time(jumped)).contains(NOON.plusSeconds(60));
    assertThat(hub.ahead(jumped)).contains(Duration.ofDays(1).minusSeconds(60));
  }
}
