package dev.homelab.edge.alone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When what failed is tried again. */
class RetriesTest {
  private long seconds;
  private final Retries retries = new Retries(() -> TimeUnit.SECONDS.toNanos(seconds));

  @Test
  @DisplayName("The pauses double up to a minute, and only the first failure is news")
  void pauses() {
    List<Long> tries = new ArrayList<>();
    List<Boolean> news = new ArrayList<>();
    for (seconds = 0; seconds < 250; seconds++) {
      if (retries.isDue("alert")) {
        tries.add(seconds);
        news.add(retries.failed("alert"));
      }
    }
    assertThat(tries).containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 63L, 123L, 183L, 243L);
    assertThat(news).containsOnlyOnce(true).startsWith(true);
    assertThat(retries.isDue("another")).isTrue();
    retries.over("alert");
    assertThat(retries.isDue("alert")).isTrue();
    assertThat(retries.failed("alert")).as("news again").isTrue();
  }
}
