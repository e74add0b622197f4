package dev.homelab.sync.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.FaultyDisk;
import dev.homelab.disk.FileDisk;
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
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a copy acknowledges when the disk fails in the middle. */
class ReplicaFaultsTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
  private static final LocalDate FLOOR = LocalDate.of(2026, 1, 1);
  private static final NodeId NODE = new NodeId("saturn");
  private static final CopyLimits LIMITS = new CopyLimits(5, 3, 1 << 20, 1 << 20);
  private static final String LOG = "one\ntwo\nthree\n";

  @TempDir Path root;
  private long sequence;

  private Statement statement(boolean complete, LocalDate day, long end) {
    return new Statement(
        NODE,
        new LogIdentity("log", 1),
        ++sequence,
        complete ? Optional.of(FLOOR) : Optional.empty(),
        new TreeMap<>(Map.of(day, end)),
        FLOOR,
        Instant.EPOCH);
  }

  private Batch batch(LocalDate day, int from, int to) {
    byte[] bytes = LOG.getBytes(StandardCharsets.UTF_8);
    return new Batch(
        statement(false, day, to),
        day,
        from,
        Batch.checksum(bytes, from),
        Arrays.copyOfRange(bytes, from, to));
  }

  private long take(Replica copy, LocalDate day, int from, int to) throws IOException {
    return copy.take(batch(day, from, to), Bearer.ITSELF, FLOOR, TODAY);
  }

  @Test
  @DisplayName("L6: once a sync has failed no later one succeeds, and nothing is judged any more")
  void failedOnce() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    Replica copy = Replica.open(disk, root, NODE, LIMITS);
    assertThat(take(copy, TODAY, 0, 4)).isEqualTo(4);
    disk.failSync = true;
    assertThatThrownBy(copy::sync).hasMessageContaining("Input/output");
    disk.failSync = false;
    assertThatThrownBy(copy::sync).hasMessageContaining("earlier sync");
    Statement whole = statement(true, TODAY, 4);
    assertThatThrownBy(() -> copy.compare(whole, Bearer.ITSELF, FLOOR, TODAY))
        .hasMessageContaining("earlier");
    assertThat(copy.isFailed()).isTrue();
    copy.close();
  }

  @Test
  @DisplayName("L6: a sync that fails when an older day is closed fails the copy, too")
  void failedOnTheWay() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    Replica copy = Replica.open(disk, root, NODE, LIMITS);
    take(copy, TODAY.minusDays(2), 0, 4);
    take(copy, TODAY.minusDays(1), 0, 4);
    disk.failSync = true;
    assertThatThrownBy(() -> take(copy, TODAY, 0, 4)).hasMessageContaining("Input/output");
    assertThat(copy.isFailed()).isTrue();
    copy.close();
  }

  @Test
  @DisplayName("Y1, L6: what a turn has taken is durable though a later batch of it finds no room")
  void sharedTurn() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      Path at = Path.of("/simulated");
      SimulatedDisk disk = new SimulatedDisk(new Random(seed), at);
      Replica copy = Replica.open(disk, at, NODE, LIMITS);
      assertThat(take(copy, TODAY, 0, 4)).isEqualTo(4);
      disk.full(true);
      assertThatThrownBy(() -> take(copy, TODAY, 4, 8)).isInstanceOf(IOException.class);
      copy.sync();
      disk.full(false);
      disk.restart();
      assertThat(new String(bytes(disk, at), StandardCharsets.UTF_8))
          .as("seed %d", seed)
          .startsWith("one\n");
    }
  }

  @Test
  @DisplayName("L6: what a failed sync left in the system's memory is durable before it is held")
  void restartAfterFailedSync() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      Path at = Path.of("/simulated");
      SimulatedDisk disk = new SimulatedDisk(new Random(seed), at);
      Replica copy = Replica.open(disk, at, NODE, LIMITS);
      take(copy, TODAY, 0, 4);
      disk.failSyncs(1);
      assertThatThrownBy(copy::sync).hasMessageContaining("Input/output");
      copy.close();
      disk.processEnds();
      Replica again = Replica.open(disk, at, NODE, LIMITS);
      assertThat(take(again, TODAY, 0, 4)).isEqualTo(4);
      again.sync();
      again.close();
      disk.restart();
      assertThat(new String(bytes(disk, at), StandardCharsets.UTF_8))
          .as("seed %d", seed)
          .isEqualTo("one\n");
    }
  }

  @Test
  @DisplayName("L6: where what is uncertain can't be written again, the copy takes nothing")
  void uncertainCantBeRewritten() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    Replica copy = Replica.open(disk, root, NODE, LIMITS);
    take(copy, TODAY, 0, 4);
    disk.failSync = true;
    assertThatThrownBy(copy::sync).hasMessageContaining("Input/output");
    copy.close();
    Replica again = Replica.open(disk, root, NODE, LIMITS);
    assertThatThrownBy(() -> take(again, TODAY, 0, 4)).hasMessageContaining("Input/output");
    assertThat(again.isFailed()).isTrue();
    again.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"saturn", "2026-03-02", "events", ""})
  @DisplayName("L6: a folder that can't be synced fails the copy as a file does")
  void failedSyncOfAFolder(String folder) throws IOException {
    FaultyDisk disk = new FaultyDisk();
    Replica copy = Replica.open(disk, root, NODE, LIMITS);
    take(copy, TODAY.minusDays(1), 0, 4);
    copy.save();
    disk.failFolderSync = folder.isEmpty() ? root.toString() : folder;
    assertThatThrownBy(() -> take(copy, TODAY, 0, 4)).hasMessageContaining("Input/output");
    disk.failFolderSync = "";
    assertThat(copy.isFailed()).isTrue();
    assertThatThrownBy(() -> take(copy, TODAY, 0, 4)).hasMessageContaining("earlier sync");
    copy.close();
  }

  @Test
  @DisplayName("L6, Y4: a copy that can't be closed durably after a divergence takes nothing more")
  void failedSyncOnDivergence() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    Replica copy = Replica.open(disk, root, NODE, LIMITS);
    take(copy, TODAY, 0, 4);
    copy.sync();
    disk.failFolderSync = "saturn";
    Statement shorter = statement(true, TODAY, 0);
    assertThatThrownBy(() -> copy.compare(shorter, Bearer.ITSELF, FLOOR, TODAY))
        .hasMessageContaining("Input/output");
    assertThat(copy.isFailed()).isTrue();
    copy.close();
  }

  @Test
  @DisplayName("L6: what is held is there after a power cut, also where a script made events/")
  void eventsMadeByAScript() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      Path at = Path.of("/simulated");
      SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed), at);
      DiskFiles.createDirectories(disk, at.resolve("state/sync"));
      disk.createDirectory(at.resolve("events"));
      Replica copy = Replica.open(disk, at, NODE, LIMITS);
      take(copy, TODAY, 0, 4);
      copy.sync();
      disk.restart();
      assertThat(bytes(disk, at)).as("seed %d", seed).hasSize(4);
    }
  }

  private static byte[] bytes(SimulatedDisk disk, Path at) {
    return disk.bytes(at.resolve("events/2026-03-02/saturn/events.jsonl"));
  }

  @Test
  @DisplayName("Y5: a day whose length could not be noted is not written to")
  void unnoted() throws IOException {
    Disk disk = new FileDisk();
    FaultyDisk faulty = new FaultyDisk();
    Replica copy = Replica.open(faulty, root, NODE, LIMITS);
    faulty.fullAt = "saturn.json.tmp";
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> take(copy, TODAY, 0, 4)).hasMessageContaining("No space");
    }
    faulty.fullAt = "";
    assertThat(disk.exists(root.resolve("events/2026-03-02/saturn/events.jsonl"))).isFalse();
    assertThat(take(copy, TODAY, 0, 4)).isEqualTo(4);
    copy.sync();
    copy.close();
  }
}
