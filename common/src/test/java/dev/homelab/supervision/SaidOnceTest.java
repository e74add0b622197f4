package dev.homelab.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SaidOnceTest {
  private final Heard heard = new Heard();
  private final AtomicLong now = new AtomicLong();
  private final SaidOnce said = new SaidOnce(heard, "events are refused", now::get);

  /** A logger that keeps what it is told. */
  private static final class Heard implements System.Logger {
    private final List<String> lines = new ArrayList<>();

    @Override
    public String getName() {
      return "heard";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      lines.add(level + " " + Objects.requireNonNull(message));
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... parameters) {
      lines.add(level + " " + Objects.requireNonNull(format));
    }
  }

  private void after(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  @DisplayName("A trouble is said once, each other reason of it once, too, and its end")
  void once() {
    said.works();
    for (int i = 0; i < 3; i++) {
      said.failed(new IOException("No space left on device"));
      said.failed(new IOException("Read-only file system"));
    }
    after(Duration.ofMinutes(1));
    said.works();
    said.works();
    said.failed(new IOException("Read-only file system"));
    assertThat(heard.lines)
        .containsExactly(
            "WARNING events are refused: No space left on device",
            "WARNING events are refused: Read-only file system",
            "INFO events are refused: no more",
            "WARNING events are refused: Read-only file system");
  }

  @Test
  @DisplayName("What works between failures is not the end of them")
  void between() {
    for (int i = 0; i < 10; i++) {
      said.failed(new IOException("No space left on device"));
      after(Duration.ofSeconds(59));
      said.works();
    }
    assertThat(heard.lines).containsExactly("WARNING events are refused: No space left on device");
  }

  @Test
  @DisplayName("Reasons without end are not said without end")
  void reasons() {
    for (int i = 0; i < 100; i++) {
      said.failed(new IOException("temporary file " + i));
    }
    assertThat(heard.lines).hasSize(10);
  }
}
