package dev.homelab.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.SimulatedDisk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.log.LogSource;
import dev.homelab.sync.Sequence;
import dev.homelab.sync.Statement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an uplink states and sends of a log. */
class OutboxTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
  private static final Path ROOT = Path.of("/node");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-02T12:00:00Z"));

  private final MemoryLog log = new MemoryLog();
  private final Outbox outbox = new Outbox(log, new Sequence(CLOCK), CLOCK, 1_000);

  private static final class MemoryLog implements LogSource {
    private final SortedMap<LocalDate, byte[]> days = new TreeMap<>();
    private LocalDate lookedFrom = LocalDate.EPOCH;

    @Override
    public NodeId node() {
      return new NodeId("saturn");
    }

    @Override
    public LogIdentity identity() {
      return new LogIdentity("log", 1);
    }

    @Override
    public LocalDate floor() {
      return days.firstKey();
    }

    @Override
    public SortedMap<LocalDate, Long> durable() {
      SortedMap<LocalDate, Long> lengths = new TreeMap<>();
      days.forEach((day, bytes) -> lengths.put(day, (long) bytes.length));
      return lengths;
    }

    @Override
    public SortedMap<LocalDate, Long> durableFrom(LocalDate first) {
      lookedFrom = first;
      return durable().tailMap(first);
    }

    @Override
    public int read(LocalDate day, long offset, ByteBuffer into) {
      byte[] bytes = days.getOrDefault(day, new byte[0]);
      int count = (int) Math.min(into.remaining(), bytes.length - offset);
      into.put(bytes, (int) offset, Math.max(0, count));
      return Math.max(0, count);
    }
  }

  private void retain(int count) {
    for (int ago = 0; ago < count; ago++) {
      log.days.put(TODAY.minusDays(ago), new byte[4]);
    }
  }

  @Test
  @DisplayName("Y2 a statement lists no day below the upstream's floor, and what it lists wholly")
  void fromTheirFloor() throws IOException {
    retain(2_000);
    outbox.greeted(TODAY.minusDays(365));
    Statement statement = outbox.complete();
    assertThat(statement.ends()).hasSize(366);
    assertThat(statement.completeFrom()).contains(TODAY.minusDays(365));
    assertThat(statement.floor()).as("what the node still holds").isEqualTo(log.days.firstKey());
  }

  @Test
  @DisplayName("Y2 more days than a statement may list: the newest are listed and sent")
  void newest() throws IOException {
    retain(2_000);
    Statement statement = outbox.complete();
    assertThat(statement.ends()).hasSize(Statement.MAX_DAYS);
    assertThat(statement.ends().firstKey()).isEqualTo(TODAY.minusDays(Statement.MAX_DAYS - 1));
    assertThat(statement.completeFrom()).contains(statement.ends().firstKey());
    SortedMap<LocalDate, Long> wanted = new TreeMap<>();
    wanted.put(statement.ends().firstKey(), 0L);
    outbox.compared(statement, wanted, LocalDate.EPOCH);
    assertThat(outbox.next())
        .isInstanceOfSatisfying(
            Outbox.Next.Send.class,
            send -> {
              assertThat(send.batch().day()).isEqualTo(statement.ends().firstKey());
              assertThat(send.waitingBytes()).isEqualTo(4);
            });
    outbox.taken(statement.ends().firstKey(), 4);
    assertThat(outbox.next()).isInstanceOf(Outbox.Next.Idle.class);
  }

  private AcknowledgedLengths acknowledged() {
    return new AcknowledgedLengths(
        new AcknowledgedFile(new SimulatedDisk(new Random(1), ROOT), ROOT, "hub"));
  }

  private void compareAbove(LocalDate theirFloor, AcknowledgedLengths into) throws IOException {
    outbox.compared(outbox.complete(), new TreeMap<>(), theirFloor);
    outbox.acknowledge(into);
  }

  @Test
  @DisplayName("L7 L9 a day that no upstream keeps, as one of 1970, is held by none: it is unsent")
  void passedIsNotHeld() throws IOException {
    retain(2);
    log.days.put(LocalDate.EPOCH, new byte[4]);
    AcknowledgedLengths lengths = acknowledged();
    compareAbove(TODAY.minusDays(365), lengths);
    assertThat(lengths.lengths()).as("not greeted").containsOnlyKeys(TODAY.minusDays(1), TODAY);
    outbox.greeted(TODAY.minusDays(365));
    compareAbove(TODAY.minusDays(365), lengths);
    assertThat(lengths.lengths()).containsOnlyKeys(TODAY.minusDays(1), TODAY);
    assertThat(outbox.next()).as("nor is it sent").isInstanceOf(Outbox.Next.Idle.class);
    assertThat(outbox.brief().ends()).doesNotContainKey(LocalDate.EPOCH);
  }

  @Test
  @DisplayName("L7 a day that the upstream has had and keeps no more stays acknowledged")
  void passedStaysAcknowledged() throws IOException {
    retain(3);
    AcknowledgedLengths lengths = acknowledged();
    compareAbove(LocalDate.EPOCH, lengths);
    compareAbove(TODAY, lengths);
    assertThat(lengths.lengths()).containsEntry(TODAY.minusDays(2), 4L);
    log.days.remove(TODAY.minusDays(2));
    compareAbove(TODAY, lengths);
    assertThat(lengths.lengths()).as("gone").containsOnlyKeys(TODAY.minusDays(1), TODAY);
  }

  @Test
  @DisplayName("Y2 L9 under a clock of 1970 only the log's last days are looked at, as ever")
  void wrongClock() throws IOException {
    retain(2);
    InstantSource wrong = InstantSource.fixed(Instant.EPOCH);
    Outbox behind = new Outbox(log, new Sequence(CLOCK), wrong, 1_000);
    behind.compared(behind.complete(), new TreeMap<>(), LocalDate.EPOCH);
    assertThat(behind.next()).isInstanceOf(Outbox.Next.Idle.class);
    assertThat(behind.next()).isInstanceOf(Outbox.Next.Idle.class);
    assertThat(log.lookedFrom).isEqualTo(TODAY.minusDays(1));
  }

  private int nextBytes(Outbox of) throws IOException {
    return ((Outbox.Next.Send) of.next()).batch().bytes().length;
  }

  @Test
  @DisplayName("Y3 Y8 batches grow while they go through easily, and shrink on a link that fails")
  void size() throws IOException {
    log.days.put(TODAY, new byte[10 << 20]);
    Outbox large = new Outbox(log, new Sequence(CLOCK), CLOCK, 1 << 20);
    large.compared(large.complete(), new TreeMap<>(Map.of(TODAY, 0L)), LocalDate.EPOCH);
    int first = nextBytes(large);
    assertThat(first).isEqualTo(255 * 1024);
    large.wentThrough(first, 20_000);
    assertThat(nextBytes(large)).isEqualTo(2 * first);
    for (int i = 0; i < 5; i++) {
      large.wentThrough(nextBytes(large), 20_000);
    }
    assertThat(nextBytes(large)).isEqualTo(1 << 20);
    large.wentThrough(1 << 20, 200_000);
    for (int i = 0; i < 20; i++) {
      large.gotStuck();
    }
    assertThat(nextBytes(large)).isEqualTo(8 * 1024);
    large.wentThrough(100, 100);
    assertThat(nextBytes(large)).as("a small one shows nothing").isEqualTo(8 * 1024);
  }
}
