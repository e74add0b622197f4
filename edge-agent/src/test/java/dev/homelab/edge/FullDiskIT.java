package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.homelab.edge.container.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent on a real file system of 16 MiB that is full. */
class FullDiskIT {
  @TempDir Path folder;
  private Path root = Path.of("/");

  @BeforeEach
  void mount() throws Exception {
    root = Files.createDirectory(folder.resolve("root"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=16m", "none", root.toString()) == 0,
        "NOT RUN HERE: mounting a file system of one's own needs root");
  }

  @AfterEach
  void unmount() throws Exception {
    int _ = run("umount", "-l", root.toString());
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(root.resolve("filler"))) {
      byte[] piece = new byte[4096];
      while (true) {
        out.write(piece);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private String log() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(root.resolve("events"))) {
      for (Path file : files.filter(it -> it.endsWith("events.jsonl")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @Test
  @DisplayName("It starts and serves all the same, and says that it runs as soon as there is room")
  void starts() throws Exception {
    try (LoneAgent first = new LoneAgent(root)) {
      assertThat(first.send("GET", "/healthz", "").statusCode()).isEqualTo(200);
    }
    long before = log().lines().filter(line -> line.contains("agent_started")).count();
    assertThat(before).isEqualTo(1);
    fill();
    try (LoneAgent again = new LoneAgent(root)) {
      assertThat(again.send("GET", "/api/v1/overview", "").statusCode()).isEqualTo(200);
      Files.delete(root.resolve("filler"));
      Await.until(
          "both starts stand in the log",
          Duration.ofMinutes(1),
          () -> log().lines().filter(line -> line.contains("agent_started")).count() == 2);
      Await.until(
          "its address stands in its file",
          Duration.ofMinutes(1),
          () ->
              Files.readString(root.resolve("state/address"))
                  .strip()
                  .equals(again.running.address()));
    }
  }
}
