package dev.homelab.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SaidOnceTest {
  private final Heard heard = new Heard();
  private final SaidOnce said = new SaidOnce(heard, "events are refused");

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

  @Test
  @DisplayName("A trouble is said once, another reason of it, too, and its end")
  void once() {
    said.works();
    said.failed(new IOException("No space left on device"));
    said.failed(new IOException("No space left on device"));
    said.failed(new IOException("Read-only file system"));
    said.failed(new IOException("Read-only file system"));
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
}
