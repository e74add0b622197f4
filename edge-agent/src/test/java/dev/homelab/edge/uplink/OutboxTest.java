package dev.homelab.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.log.LogSource;
import dev.homelab.sync.Sequence;
import dev.homelab.sync.Statement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an uplink states and sends of a log. */
class OutboxTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-02T12:00:00Z"));

  private final MemoryLog log = new MemoryLog();
  private final Outbox outbox = new Outbox(log, new Sequence(CLOCK), CLOCK, 1_000);

  private static final class MemoryLog implements LogSource {
    private final SortedMap<LocalDate, byte[]> days = new TreeMap<>();

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
