package dev.homelab.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BeatTest {
  private static final Duration FIVE = Duration.ofSeconds(5);

  private static long untilNext(Duration period, long millis) {
    return Beat.untilNext(period, TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void whateverBeginsWhenComesAtTheSameMoments() {
    assertThat(7_100 + untilNext(FIVE, 7_100)).isEqualTo(10_000);
    assertThat(9_999 + untilNext(FIVE, 9_999)).isEqualTo(10_000);
    assertThat(10_000 + untilNext(FIVE, 10_000)).isEqualTo(15_000);
  }

  @Test
  void whatComesLessOftenComesWithWhatComesMoreOften() {
    assertThat((7_100 + untilNext(Duration.ofSeconds(15), 7_100)) % 5_000).isZero();
  }

  @Test
  void theClockMayBeBelowZero() {
    assertThat(untilNext(FIVE, -1)).isEqualTo(1);
    assertThat(untilNext(FIVE, -4_999)).isEqualTo(4_999);
  }
}
