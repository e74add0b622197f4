package dev.homelab.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
import dev.homelab.clock.MomentClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class PartStatusTest {
  private static final Duration WELL = Duration.ofMinutes(1);

  private final Moment now =
      MomentClock.beside(InstantSource.fixed(Instant.parse("2026-11-28T12:00:00Z"))).now();

  @Test
  void theSameWordsInARowAreARepetition() {
    PartStatus fresh = PartStatus.of("lan", now);
    PartStatus failed = fresh.failed("no address", WELL, now);

    assertThat(fresh.repeats("no address", WELL, now)).isFalse();
    assertThat(failed.repeats("no address", WELL, now)).isTrue();
    assertThat(failed.repeats("no port", WELL, now)).isFalse();
    assertThat(failed.started(now).repeats("no address", WELL, now)).isTrue();
  }

  @Test
  void aFailureAfterATimeOfBeingWellIsNews() {
    PartStatus running = PartStatus.of("lan", now).failed("no address", WELL, now).started(now);

    assertThat(running.repeats("no address", Duration.ZERO, now)).isFalse();
  }
}
