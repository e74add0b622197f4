package dev.homelab.sync.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Silence counts only while somebody listens. */
class ServingTimeTest {
  private static Duration at(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static ServingTime ticking(ServingTime from, int first, int last) {
    ServingTime serving = from;
    for (int second = first; second <= last; second++) {
      serving = serving.tick(at(second));
    }
    return serving;
  }

  @Test
  @DisplayName("W8 silence counts from when we began to listen")
  void fromTheStart() {
    ServingTime serving = ticking(ServingTime.startingAt(at(100)), 101, 130);
    assertThat(serving.silence(at(0), at(130))).isEqualTo(at(30));
    assertThat(serving.silence(at(120), at(130))).isEqualTo(at(10));
  }

  @Test
  @DisplayName("W8 a stall above 5 s gives everyone his full patience again")
  void stall() {
    ServingTime serving = ticking(ServingTime.startingAt(at(0)), 1, 60);
    assertThat(serving.silence(at(0), at(60))).isEqualTo(at(60));
    assertThat(serving.tick(at(65)).silence(at(0), at(65))).isEqualTo(at(65));
    assertThat(serving.tick(at(66)).silence(at(0), at(66))).isZero();
    assertThat(serving.silence(at(0), at(66))).as("asked before the late tick").isZero();
  }
}
