package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.MomentClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is known of one who is asked now and then, and does not always answer. */
class AgedTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private Duration now = Duration.ZERO;
  private Future<String> answer = Future.failedFuture("it does not run");
  private final Aged<String> aged =
      new Aged<>(HOUR, new MomentClock(InstantSource.system(), () -> now.toNanos()), () -> answer);

  @Test
  @DisplayName("nothing before the first answer, and the last one for as long as none comes")
  void lastAnswer() {
    assertThat(aged.get()).isEmpty();
    answer = Future.succeededFuture("/var/lib/docker");
    assertThat(aged.get()).contains("/var/lib/docker");
    now = HOUR.multipliedBy(2);
    answer = Future.failedFuture("its disk is full");
    assertThat(aged.get()).contains("/var/lib/docker");
    answer = Future.succeededFuture("/data/docker");
    assertThat(aged.get()).contains("/data/docker");
  }
}
