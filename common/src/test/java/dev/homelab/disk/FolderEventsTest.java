package dev.homelab.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderEventsTest {
  @TempDir Path root;

  @Test
  @DisplayName(
      "What another process makes, moves or takes away is told, for each folder to its own")
  void told() throws Exception {
    Path one = Files.createDirectory(root.resolve("one"));
    Path other = Files.createDirectory(root.resolve("other"));
    Semaphore first = new Semaphore(0);
    Semaphore second = new Semaphore(0);
    try (FolderEvents events = FolderEvents.open()) {
      assertThat(events.watch(one, first::release)).isPresent();
      FolderEvents.Watch watch = events.watch(List.of(other), second::release).orElseThrow();
      sh("echo x > one/file");
      assertThat(first.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      assertThat(second.availablePermits()).isZero();
      sh("mv one/file other/file");
      assertThat(second.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      second.drainPermits();
      sh("rm other/file");
      assertThat(second.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      assertThat(watch.isValid()).isTrue();
      sh("rmdir other");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (watch.isValid() && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(watch.isValid()).as("a folder that is gone is watched no more").isFalse();
    }
  }

  @Test
  @DisplayName("What can't be watched is said, and then nothing of it is")
  void notThere() throws IOException {
    Path one = Files.createDirectory(root.resolve("one"));
    try (FolderEvents events = FolderEvents.open()) {
      Optional<FolderEvents.Watch> both =
          events.watch(List.of(one, root.resolve("absent")), () -> {});
      assertThat(both).isEmpty();
    }
  }

  private void sh(String command) throws Exception {
    Process process = new ProcessBuilder("sh", "-c", command).directory(root.toFile()).start();
    assertThat(process.waitFor()).isZero();
  }
}
