package dev.homelab.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FolderEvents;
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
    FolderEvents folders = FolderEvents.open();
    LogGrowth growth =
        new LogGrowth(vertx, folders, root, NodeId.of("piha"), () -> NOW, told::release);
    growth.start().await();
    assertThat(growth.isWatching()).isTrue();
    appendUntilTold(today, told);
    appendUntilTold(yesterday, told);
    growth.stop().await();
    told.drainPermits();
    Files.writeString(today, "{}\n", StandardOpenOption.APPEND);
    assertThat(told.tryAcquire(200, TimeUnit.MILLISECONDS)).as("stopped").isFalse();
    folders.close();
    vertx.close().await();
  }

  @Test
  @DisplayName("a day that begins is watched from its first line on")
  void newDay() throws Exception {
    Files.createDirectories(root.resolve("events"));
    Semaphore told = new Semaphore(0);
    Vertx vertx = Vertx.vertx();
    FolderEvents folders = FolderEvents.open();
    LogGrowth growth =
        new LogGrowth(vertx, folders, root, NodeId.of("piha"), () -> NOW, told::release);
    growth.start().await();
    Path today = file("2026-03-01");
    assertThat(told.tryAcquire(10, TimeUnit.SECONDS)).as("its folders").isTrue();
    appendUntilTold(today, told);
    growth.stop().await();
    folders.close();
    vertx.close().await();
  }

  @Test
  @DisplayName("what the system can't watch is looked at again and again")
  void unwatched() throws Exception {
    Semaphore told = new Semaphore(0);
    Vertx vertx = Vertx.vertx();
    FolderEvents folders = FolderEvents.open();
    folders.close();
    LogGrowth growth =
        new LogGrowth(vertx, folders, root, NodeId.of("piha"), () -> NOW, told::release);
    growth.start().await();
    assertThat(growth.isWatching()).isFalse();
    assertThat(told.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();
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
