package dev.homelab.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogGrowthTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path root;

  @Test
  @DisplayName("a line that anybody appends to today's or yesterday's file is told at once")
  void told() throws Exception {
    Path today = file("2026-03-01");
    Path yesterday = file("2026-02-28");
    Semaphore told = new Semaphore(0);
    Vertx vertx = Vertx.vertx();
    LogGrowth growth = new LogGrowth(vertx, root, NodeId.of("piha"), () -> NOW, told::release);
    growth.start().await();
    appendUntilTold(today, told);
    appendUntilTold(yesterday, told);
    growth.stop().await();
    vertx.close().await();
  }

  /** The watch begins on a thread of its own, so the first line may come before it. */
  private static void appendUntilTold(Path file, Semaphore told) throws Exception {
    boolean heard = false;
    for (int i = 0; i < 50 && !heard; i++) {
      told.drainPermits();
      Files.writeString(file, "{\"type\":\"x\"}\n", StandardOpenOption.APPEND);
      heard = told.tryAcquire(200, TimeUnit.MILLISECONDS);
    }
    assertThat(heard).as(file.toString()).isTrue();
  }

  private Path file(String day) throws Exception {
    Path folder = Files.createDirectories(root.resolve("events").resolve(day).resolve("piha"));
    return Files.createFile(folder.resolve("events.jsonl"));
  }
}
