package dev.homelab.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.Disk;
import dev.homelab.disk.SimulatedDisk;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A log on a disk that forgets what was not synced, writes short, is full, fails a sync, has a file
 * replaced and dies between any two operations, against a model; each seed is one history of
 * several lives.
 */
class LogCrashTest {
  private static final long SEEDS = Long.getLong("homelab.seeds", 1_000);
  private static final Path ROOT = Path.of("/root");
  private static final NodeId NODE = new NodeId("piha");

  @Test
  @DisplayName(
      "L2, L3, L6, L8: whatever was acknowledged is there, and what was durable never changes")
  void everySeedKeepsItsPromises() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new History(seed).play();
      } catch (IOException | RuntimeException | AssertionError broken) {
        throw new AssertionError("seed " + seed, broken);
      }
    }
  }

  private static final class History {
    private final Random random;
    private final SimulatedDisk disk;
    private final Set<String> acknowledged = new LinkedHashSet<>();
    private final Map<LocalDate, byte[]> durable = new TreeMap<>();
    private Instant now = Instant.parse("2026-03-10T23:59:00Z");
    private int made;

    private History(long seed) {
      random = new Random(seed);
      disk = new SimulatedDisk(random, ROOT);
    }

    private void play() throws IOException {
      for (int life = 0; life < 4; life++) {
        disk.cutWithin(10 + random.nextInt(150));
        try {
          live();
        } catch (IOException failed) {
          assertThat(disk.isCut() || isExpected(failed)).as(failed.toString()).isTrue();
        }
        if (disk.isCut() || random.nextInt(3) == 0) {
          disk.restart();
        } else {
          disk.processEnds();
        }
        check();
      }
      disk.restart();
      check();
    }

    private static boolean isExpected(IOException failed) {
      return String.valueOf(failed.getMessage())
          .matches(".*(No space|Input/output|start again|short).*");
    }

    private void live() throws IOException {
      LogSettings settings =
          new LogSettings(
              1 << 30, 1 << 30, Duration.ofSeconds(5), Instant.parse("2026-01-01T00:00:00Z"));
      try (EventLog log =
          EventLog.open(
              disk, ROOT, NODE, settings, () -> now, () -> now.toEpochMilli() * 1_000_000)) {
        for (int step = 0; step < 30; step++) {
          step(log);
        }
      }
    }

    private void step(EventLog log) throws IOException {
      now = now.plusSeconds(random.nextInt(5));
      switch (random.nextInt(11)) {
        case 0 -> foreign("{\"type\":\"foreign\",\"message\":\"torn");
        case 1 -> foreign("{\"type\":\"foreign\"}\n");
        case 2 -> log.maintain();
        case 3 -> remember(log);
        case 4 -> disk.full(random.nextInt(4) == 0);
        case 5 -> disk.failSyncs(random.nextInt(10) == 0 ? 1 : 0);
        case 6 -> disk.replaceWithin(8, todaysFile());
        default -> append(log);
      }
    }

    private void append(EventLog log) throws IOException {
      List<Event> group = new ArrayList<>();
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        made++;
        group.add(Event.of(NODE, "test", "own", Severity.INFO).message("line " + made).at(now));
      }
      log.append(group);
      group.forEach(event -> acknowledged.add(event.id()));
    }

    private Path todaysFile() {
      return new LogFiles(ROOT, NODE).file(LocalDate.ofInstant(now, ZoneOffset.UTC));
    }

    private void foreign(String text) throws IOException {
      Path file = todaysFile();
      if (disk.exists(file)) {
        try (Disk.OpenFile open = disk.openAppend(file)) {
          int written = open.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
          assertThat(written).isPositive();
        }
      }
    }

    private void remember(EventLog log) throws IOException {
      for (Map.Entry<LocalDate, Long> day : log.durable().entrySet()) {
        byte[] bytes = disk.bytes(new LogFiles(ROOT, NODE).file(day.getKey()));
        durable.put(day.getKey(), Arrays.copyOf(bytes, Math.toIntExact(day.getValue())));
      }
    }

    private void check() throws IOException {
      durable.forEach(
          (day, bytes) -> {
            byte[] there = disk.bytes(new LogFiles(ROOT, NODE).file(day));
            assertThat(Arrays.copyOf(there, bytes.length))
                .as("what was durable of " + day)
                .isEqualTo(bytes);
          });
      Set<String> read = new LinkedHashSet<>();
      LogReader.Chunk chunk = new LogReader(disk, ROOT, NODE).read(LogPosition.START, 1 << 22);
      chunk.lines().forEach(line -> read.add(line.event().id()));
      assertThat(read).as("acknowledged lines").containsAll(acknowledged);
      List<String> own = new ArrayList<>(read);
      own.retainAll(acknowledged);
      assertThat(own).as("in the order of their positions").containsExactlyElementsOf(acknowledged);
    }
  }
}
