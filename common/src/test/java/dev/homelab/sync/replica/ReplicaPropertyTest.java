package dev.homelab.sync.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.SimulatedDisk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.Batch;
import dev.homelab.sync.Statement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A node, a copy of its log and everything that can go wrong between them, by seed: batches lost,
 * sent twice, late and out of order, power cuts at any operation of the copy's disk, a disk that is
 * full for a while and syncs that fail, processes that end, and where it is allowed a node whose
 * disk is put back to an earlier state. More seeds by {@code -Dhomelab.seeds}.
 */
class ReplicaPropertyTest {
  private static final int SEEDS = Integer.getInteger("homelab.seeds", 1_000);

  @Test
  @DisplayName("Y3 Y4 Y5 L6 no loss, repetition, order or power cut makes the copy differ")
  void copyIsAlwaysAPrefix() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      World world = new World(seed, false);
      world.run();
      assertThat(world.diverged).as("no divergence is seen where none is, seed %d", seed).isZero();
    }
  }

  @Test
  @DisplayName("Y4 a node whose disk was put back: both are kept, nothing acknowledged is lost")
  void divergenceKeepsBoth() throws IOException {
    int diverged = 0;
    int failures = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      World world = new World(seed, true);
      world.run();
      diverged += world.diverged;
      failures += world.failures;
    }
    assertThat(failures).as("full disks and failed syncs in all seeds").isPositive();
    assertThat(diverged).as("divergences in all seeds").isPositive();
  }

  /** One history. */
  private static final class World {
    private static final Path ROOT = Path.of("/hub");
    private static final CopyLimits LIMITS = new CopyLimits(100, 30, 1 << 30, 1 << 30);
    private static final NodeId NODE = new NodeId("saturn");
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
    private static final String LONGER_THAN_ALL = "x".repeat(1_000);
    private static final LocalDate FLOOR = TODAY.minusDays(10);

    private final int seed;
    private final Random random;
    private final boolean putsBack;
    private final SimulatedDisk disk;
    private final SortedMap<LocalDate, byte[]> log = new TreeMap<>();
    private final SortedMap<LocalDate, Long> held = new TreeMap<>();
    private final List<Batch> sent = new ArrayList<>();
    private final List<Map.Entry<LocalDate, byte[]>> acknowledged = new ArrayList<>();
    private Replica copy;
    private long sequence;
    private int diverged;
    private int putBack;
    private int saved;
    private int failures;

    private World(int seed, boolean putsBack) throws IOException {
      this.seed = seed;
      this.random = new Random(seed);
      this.putsBack = putsBack;
      this.disk = new SimulatedDisk(random, ROOT);
      this.copy = Replica.open(disk, ROOT, NODE, LIMITS);
    }

    private void run() throws IOException {
      for (int step = 0; step < 40; step++) {
        try {
          step();
        } catch (SimulatedDisk.PowerCut _) {
          beginsAgain(true);
        } catch (IOException refused) {
          afterFailure();
        }
      }
      settle();
      beginsAgain(true);
      log.forEach(
          (day, bytes) ->
              assertThat(disk.bytes(file(day))).as("seed %d, %s", seed, day).isEqualTo(bytes));
      checkAcknowledged();
    }

    /** A full disk is borne with; after a failed sync the process starts again (RULES L6). */
    private void afterFailure() throws IOException {
      failures++;
      if (copy.isFailed()) {
        beginsAgain(random.nextBoolean());
      }
      if (random.nextBoolean()) {
        disk.full(false);
      }
    }

    private void step() throws IOException {
      if (random.nextInt(12) == 0) {
        disk.full(random.nextInt(3) > 0);
      } else if (random.nextInt(20) == 0) {
        disk.failSyncs(1);
      }
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> write();
        case 3, 4, 5 -> deliver(next());
        case 6 -> deliver(sent.isEmpty() ? next() : sent.get(random.nextInt(sent.size())));
        case 7 -> save();
        case 8 -> {
          if (random.nextBoolean()) {
            disk.cutWithin(12);
          } else if (random.nextInt(3) == 0) {
            beginsAgain(false);
          } else {
            copy.close();
            saved = acknowledged.size();
            sent.clear();
            copy = Replica.open(disk, ROOT, NODE, LIMITS);
          }
        }
        default -> {
          if (putsBack && putBack < 4 && random.nextInt(3) == 0) {
            putBack();
          } else {
            compare();
          }
        }
      }
    }

    private void save() throws IOException {
      copy.save();
      saved = acknowledged.size();
    }

    private void write() {
      LocalDate day = TODAY.minusDays(random.nextInt(3));
      String text = "{\"n\":" + random.nextInt(1000) + "}\n";
      append(day, text.substring(0, 1 + random.nextInt(text.length())));
    }

    private void append(LocalDate day, String text) {
      byte[] before = log.getOrDefault(day, new byte[0]);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      byte[] after = Arrays.copyOf(before, before.length + bytes.length);
      System.arraycopy(bytes, 0, after, before.length, bytes.length);
      log.put(day, after);
    }

    /** The node's disk goes back; what it then writes is not what it wrote before. */
    private void putBack() {
      if (!log.isEmpty()) {
        putBack++;
        LocalDate day = List.copyOf(log.keySet()).get(random.nextInt(log.size()));
        byte[] bytes = log.get(day);
        log.put(day, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
        append(day, "back " + putBack);
        held.clear();
      }
    }

    private Statement statement(boolean complete) {
      SortedMap<LocalDate, Long> ends = new TreeMap<>();
      log.forEach((day, bytes) -> ends.put(day, (long) bytes.length));
      return new Statement(
          NODE,
          new LogIdentity("log", 1),
          ++sequence,
          complete ? Optional.of(FLOOR) : Optional.empty(),
          ends,
          FLOOR,
          Instant.EPOCH);
    }

    private Batch next() {
      if (log.isEmpty()) {
        write();
      }
      LocalDate day = List.copyOf(log.keySet()).get(random.nextInt(log.size()));
      byte[] bytes = log.get(day);
      int offset = (int) Math.min(bytes.length, held.getOrDefault(day, 0L));
      if (random.nextInt(5) == 0) {
        offset = random.nextInt(bytes.length + 1);
      }
      int to = offset + random.nextInt(bytes.length - offset + 1);
      Batch batch = batch(day, offset, to);
      sent.add(batch);
      return batch;
    }

    private Batch batch(LocalDate day, int offset, int to) {
      byte[] bytes = log.get(day);
      return new Batch(
          statement(false),
          day,
          offset,
          Batch.checksum(bytes, offset),
          Arrays.copyOfRange(bytes, offset, to));
    }

    private void deliver(Batch batch) throws IOException {
      if (random.nextInt(6) == 0) {
        return;
      }
      long length = copy.take(batch, Bearer.ITSELF, FLOOR, TODAY);
      notes();
      if (random.nextInt(6) > 0) {
        copy.sync();
        held.put(batch.day(), length);
        byte[] now = disk.bytes(file(batch.day()));
        acknowledged.add(Map.entry(batch.day(), Arrays.copyOf(now, (int) length)));
      }
    }

    private void compare() throws IOException {
      Statement statement = statement(true);
      SortedMap<LocalDate, Long> wanted = copy.compare(statement, Bearer.ITSELF, FLOOR, TODAY);
      notes();
      copy.sync();
      held.putAll(statement.ends());
      held.putAll(wanted);
    }

    private void notes() {
      diverged += (int) copy.takeNotes().stream().filter(Note.Diverged.class::isInstance).count();
    }

    /**
     * Requests of the time before are refused by their nonce's epoch. Where the node's disk may go
     * back in the same second, only what was acknowledged before the lengths were written last is
     * sure to be kept.
     */
    private void beginsAgain(boolean powerWent) throws IOException {
      notes();
      if (powerWent) {
        disk.restart();
      } else {
        disk.processEnds();
      }
      sent.clear();
      if (putsBack) {
        acknowledged.subList(saved, acknowledged.size()).clear();
      }
      copy = Replica.open(disk, ROOT, NODE, LIMITS);
      checkAcknowledged();
    }

    /** What was acknowledged once stands at the beginning of the copy or of a kept generation. */
    private void checkAcknowledged() {
      for (Map.Entry<LocalDate, byte[]> each : acknowledged) {
        Path folder = file(each.getKey()).getParent();
        boolean found =
            disk.list(folder).stream()
                .map(name -> disk.bytes(folder.resolve(name)))
                .anyMatch(bytes -> startsWith(bytes, each.getValue()));
        assertThat(found)
            .as("seed %d: %d acknowledged bytes of %s", seed, each.getValue().length, each.getKey())
            .isTrue();
      }
    }

    private static boolean startsWith(byte[] bytes, byte[] beginning) {
      return bytes.length >= beginning.length
          && Arrays.equals(bytes, 0, beginning.length, beginning, 0, beginning.length);
    }

    /** Everything works now: the node writes once more and sends until nothing is wanted. */
    private void settle() throws IOException {
      beginsAgain(true);
      List.copyOf(log.keySet()).forEach(day -> append(day, LONGER_THAN_ALL));
      for (int round = 0; round < 100; round++) {
        SortedMap<LocalDate, Long> wanted =
            copy.compare(statement(true), Bearer.ITSELF, FLOOR, TODAY);
        notes();
        copy.sync();
        if (wanted.isEmpty()) {
          return;
        }
        for (Map.Entry<LocalDate, Long> day : wanted.entrySet()) {
          int end = log.get(day.getKey()).length;
          copy.take(
              batch(day.getKey(), day.getValue().intValue(), end), Bearer.ITSELF, FLOOR, TODAY);
          notes();
          copy.sync();
        }
      }
      throw new AssertionError("seed " + seed + " does not settle");
    }

    private static Path file(LocalDate day) {
      return ROOT.resolve("events/" + day + "/" + NODE + "/events.jsonl");
    }
  }
}
