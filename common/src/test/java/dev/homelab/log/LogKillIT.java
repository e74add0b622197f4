package dev.homelab.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogKillIT {
  private static final int KILLS = 50;

  @TempDir Path root;
  private final Random random = new Random(7);

  @Test
  @DisplayName("L2, L3: fifty real SIGKILLs lose no line that was told durable, and break none")
  void killed() throws Exception {
    long next = 0;
    for (int i = 0; i < KILLS; i++) {
      long durable = appendUntilKilled(next);
      if (i % 5 == 0) {
        torn();
      }
      List<Long> there = numbers();
      next = there.getLast() + 1;
      assertThat(next).as("kill " + i).isGreaterThan(durable);
      assertThat(there)
          .as("kill " + i)
          .containsExactlyElementsOf(LongStream.range(0, next).boxed().toList());
    }
    assertThat(next).isGreaterThan(KILLS);
  }

  /** The last number that was told durable. */
  private long appendUntilKilled(long next) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                AppendingProcess.class.getName(),
                root.toString(),
                String.valueOf(next))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long durable = -1;
    try (BufferedReader out = process.inputReader(UTF_8)) {
      int lines = 1 + random.nextInt(40);
      for (int i = 0; i < lines; i++) {
        durable = Long.parseLong(out.readLine());
      }
      process.toHandle().destroyForcibly(); // unlike the process, leaves its output readable
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        durable = line.isEmpty() ? durable : Math.max(durable, Long.parseLong(line));
      }
    }
    process.waitFor();
    return durable;
  }

  /** As a write leaves it that was cut in its middle. */
  private void torn() throws Exception {
    try (Stream<Path> all = Files.walk(root.resolve("events"))) {
      Path newest =
          all.filter(path -> path.endsWith("events.jsonl") && path.toFile().length() > 0)
              .max(Path::compareTo)
              .orElseThrow();
      Files.writeString(newest, "{\"type\":\"killed\",\"mess", StandardOpenOption.APPEND);
    }
  }

  private List<Long> numbers() throws Exception {
    LogReader reader = new LogReader(new FileDisk(), root, NodeId.of("piha"));
    List<Long> numbers = new ArrayList<>();
    LogPosition position = LogPosition.START;
    LogReader.Chunk chunk;
    do {
      chunk = reader.read(position, 1 << 20);
      position = chunk.next();
      chunk.lines().forEach(line -> numbers.add(Long.parseLong(line.event().message())));
    } while (!chunk.end());
    return numbers;
  }
}
