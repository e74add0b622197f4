package dev.homelab.edge.uplink;

import dev.homelab.log.LogIdentity;
import dev.homelab.log.LogSource;
import dev.homelab.sync.Batch;
import dev.homelab.sync.CarriedLog;
import dev.homelab.sync.Sequence;
import dev.homelab.sync.Statement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an upstream lacks of a log and makes the next batch of it, the oldest first. Holds one
 * batch at most, however much waits. On the uplink's worker only.
 */
final class Outbox {
  /** Fits into a frame however it deflates. */
  private static final int FIRST_BYTES = 255 * 1024;

  private static final int LEAST_BYTES = 8 * 1024;

  private final LogSource source;
  private final Sequence sequence;
  private final InstantSource clock;
  private final int mostBytes;

  /** What the next batch may have: as the link and the log's own nature bear it. */
  private int batchBytes;

  /** What the upstream has said that it holds. */
  private final SortedMap<LocalDate, Long> held = new ConcurrentSkipListMap<>();

  private LocalDate theirFloor = LocalDate.EPOCH;

  /** Older days were not compared, and are not sent. */
  private LocalDate listedFrom = LocalDate.EPOCH;

  private LocalDate floor = LocalDate.EPOCH;

  /** All days are looked at once a minute, and as long as an old one is not sent wholly. */
  private volatile boolean lookAtAll = true;

  private @Nullable LogIdentity compared;
  private @Nullable LocalDate summedDay;
  private CRC32C sum = new CRC32C();
  private long summed;

  /**
   * Knows nothing of the upstream yet.
   *
   * @param mostBytes of the log in a batch
   */
  Outbox(LogSource source, Sequence sequence, InstantSource clock, int mostBytes) {
    this.source = source;
    this.sequence = sequence;
    this.clock = clock;
    this.mostBytes = mostBytes;
    this.batchBytes = Math.min(mostBytes, FIRST_BYTES);
  }

  /** What is to be done next. */
  sealed interface Next {
    /** A batch, and how much waits in all. */
    record Send(Batch batch, long waitingBytes) implements Next {}

    /** The upstream has everything. */
    record Idle() implements Next {}

    /** Log and upstream differ in a way that only a comparison settles. */
    record Compare() implements Next {}
  }

  /** The next look is at all retained days (RULES Y2). */
  void lookAtAll() {
    lookAtAll = true;
  }

  /** The upstream keeps nothing that is older than its floor. */
  void greeted(LocalDate upstreamFloor) {
    theirFloor = upstreamFloor;
  }

  /**
   * A statement with all retained days that the upstream keeps, the newest thousand at most. Of
   * older ones nothing is asked for, and nothing is held.
   */
  Statement complete() throws IOException {
    LogIdentity identity = source.identity();
    floor = source.floor();
    lookAtAll = true;
    SortedMap<LocalDate, Long> all = source.durable();
    listedFrom = theirFloor;
    int over = all.tailMap(listedFrom).size() - Statement.MAX_DAYS;
    for (LocalDate day : all.tailMap(listedFrom).keySet()) {
      if (over-- > 0) {
        listedFrom = day.plusDays(1);
      }
    }
    Statement statement = statement(identity, Optional.of(listedFrom), all.tailMap(listedFrom));
    compared = identity;
    return statement;
  }

  /** A statement with the days that the upstream may not have wholly, and the newest. */
  Statement brief() throws IOException {
    SortedMap<LocalDate, Long> ends = look();
    return statement(source.identity(), Optional.empty(), open(ends));
  }

  private Statement statement(
      LogIdentity identity, Optional<LocalDate> completeFrom, SortedMap<LocalDate, Long> ends) {
    long number = source instanceof CarriedLog log ? log.sequence() : sequence.next();
    return new Statement(
        source.node(), identity, number, completeFrom, ends, floor, clock.instant());
  }

  private SortedMap<LocalDate, Long> open(SortedMap<LocalDate, Long> ends) {
    SortedMap<LocalDate, Long> open = new TreeMap<>(ends);
    open.headMap(listedFrom).clear();
    open.entrySet().removeIf(end -> end.getValue().equals(held.get(end.getKey())));
    if (!ends.isEmpty()) {
      open.put(ends.lastKey(), ends.get(ends.lastKey()));
    }
    while (open.size() > 32) {
      open.remove(open.firstKey());
    }
    return open;
  }

  /** The answer to a comparison of a complete statement. */
  void compared(Statement statement, SortedMap<LocalDate, Long> wanted, LocalDate floor) {
    theirFloor = floor;
    listedFrom = floor.isAfter(listedFrom) ? floor : listedFrom;
    held.clear();
    held.putAll(statement.ends().tailMap(listedFrom));
    held.putAll(wanted);
  }

  /** The answer to a batch. */
  void taken(LocalDate day, long length) {
    held.put(day, length);
  }

  /** The lengths that the upstream has said that it holds, since this process runs. */
  SortedMap<LocalDate, Long> held() {
    return Collections.unmodifiableSortedMap(held);
  }

  /** A batch of so many bytes went through in a frame of so many: the next one may be larger. */
  void wentThrough(int bytes, int frameBytes) {
    boolean whole = bytes >= batchBytes;
    if (whole && frameBytes < Batch.MAX_COMPRESSED_BYTES / 2) {
      batchBytes = Math.min(mostBytes, 2 * batchBytes);
    }
  }

  /** A batch did not go through: a bad link may bear a smaller one in the time that it has. */
  void gotStuck() {
    batchBytes = Math.max(Math.min(LEAST_BYTES, mostBytes), batchBytes / 2);
  }

  /** Notes for retention what the upstream has said, signed, that it holds (RULES L7). */
  void acknowledge(AcknowledgedLengths lengths) {
    lengths.lengths(held, listedFrom, floor);
  }

  Next next() throws IOException {
    if (!source.identity().equals(compared)) {
      return new Next.Compare();
    }
    boolean all = lookAtAll;
    SortedMap<LocalDate, Long> ends = look();
    held.headMap(floor).clear();
    long waiting = 0;
    Optional<LocalDate> first = Optional.empty();
    for (Map.Entry<LocalDate, Long> end : ends.entrySet()) {
      LocalDate day = end.getKey();
      if (day.isBefore(floor) || day.isBefore(listedFrom)) {
        continue;
      }
      long lacks = end.getValue() - held.getOrDefault(day, 0L);
      if (lacks < 0) {
        return new Next.Compare();
      }
      waiting += lacks;
      first = first.isEmpty() && lacks > 0 ? Optional.of(day) : first;
    }
    lookAtAll = all && first.isPresent() && first.get().isBefore(recent());
    return first.isEmpty() ? new Next.Idle() : send(first.get(), ends, waiting);
  }

  private SortedMap<LocalDate, Long> look() throws IOException {
    if (!lookAtAll) {
      SortedMap<LocalDate, Long> ends = source.durableFrom(recent());
      if (!ends.isEmpty() && ends.firstKey().isBefore(floor)) {
        floor = ends.firstKey();
      }
      return ends;
    }
    floor = source.floor();
    return source.durable();
  }

  /** Yesterday, by the log; by our clock where the newest day is only there ahead of time. */
  private LocalDate recent() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    boolean known = !held.isEmpty() && !held.lastKey().equals(today.plusDays(1));
    return (known ? held.lastKey() : today).minusDays(1);
  }

  private Next send(LocalDate day, SortedMap<LocalDate, Long> ends, long waiting)
      throws IOException {
    long offset = held.getOrDefault(day, 0L);
    long end = ends.getOrDefault(day, 0L);
    int checksum = checksum(day, offset);
    byte[] bytes = read(day, offset, (int) Math.min(batchBytes, end - offset));
    Statement statement = statement(source.identity(), Optional.empty(), open(ends));
    SortedMap<LocalDate, Long> stated = new TreeMap<>(statement.ends());
    stated.put(day, end);
    return new Next.Send(new Batch(statement.with(stated), day, offset, checksum, bytes), waiting);
  }

  private byte[] read(LocalDate day, long offset, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (source.read(day, offset + buffer.position(), buffer) <= 0) {
        break;
      }
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /** Goes on from the last one, since batches follow each other; else reads the day again. */
  private int checksum(LocalDate day, long offset) throws IOException {
    if (!day.equals(summedDay) || offset < summed) {
      sum = new CRC32C();
      summedDay = day;
      summed = 0;
    }
    while (summed < offset) {
      byte[] bytes = read(day, summed, (int) Math.min(64 * 1024, offset - summed));
      if (bytes.length == 0) {
        throw new IOException(day + " ended at " + summed + " before " + offset);
      }
      sum.update(bytes, 0, bytes.length);
      summed += bytes.length;
    }
    return (int) sum.getValue();
  }
}
