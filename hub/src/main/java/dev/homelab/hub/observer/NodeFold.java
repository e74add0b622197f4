package dev.homelab.hub.observer;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import dev.homelab.log.LogLine;
import dev.homelab.log.LogPosition;
import dev.homelab.log.LogReader;
import dev.homelab.world.FoldSnapshot;
import dev.homelab.world.LogFold;
import dev.homelab.world.Meaning;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/** One node's log as far as it is folded. Blocks; for the observer's worker. */
final class NodeFold {
  /** Some hundred lines at once, so that no log keeps the others waiting, nor fills the memory. */
  private static final int CHUNK_BYTES = 128 * 1024;

  private final NodeId node;
  private final Disk disk;
  private final Path folder;
  private final Path file;
  private final String table;
  private final Meaning.Table meanings;
  private final LogReader reader;
  private final Map<String, Long> told = new HashMap<>();
  private final RestingTails resting;
  private LogFold fold;
  private LogPosition position = LogPosition.START;

  /** Whether a file behind the one that is read may hold something. */
  private boolean follow = true;

  private boolean changed;

  private NodeFold(
      Disk disk, Path root, NodeId node, String table, Meaning.Table meanings, LongSupplier nanos) {
    this.node = node;
    this.disk = disk.forOwnerOnly();
    this.folder = root.resolve("state/fold");
    this.file = folder.resolve(node + ".json");
    this.table = table;
    this.meanings = meanings;
    this.reader = new LogReader(disk, root, node);
    this.resting = new RestingTails(nanos);
    this.fold = new LogFold(node, meanings);
  }

  /** Goes on from the snapshot, if there is one of this table of types. */
  static NodeFold open(
      Disk disk, Path root, NodeId node, String table, Meaning.Table meanings, LongSupplier nanos)
      throws IOException {
    NodeFold fold = new NodeFold(disk, root, node, table, meanings, nanos);
    DiskFiles.read(disk, fold.file)
        .flatMap(bytes -> FoldSnapshot.read(bytes, table))
        .ifPresent(fold::restore);
    return fold;
  }

  private void restore(FoldSnapshot snapshot) {
    try {
      Map<String, Object> place = EventJson.parse(snapshot.position());
      Map<String, Long> marks = new HashMap<>();
      Values.object(place, "marks")
          .forEach((key, value) -> marks.put(key, ((Number) value).longValue()));
      position = LogPosition.parse(String.valueOf(place.get("position")));
      reader.restore(marks);
      fold = LogFold.restore(snapshot.state(), meanings);
    } catch (JsonProcessingException | RuntimeException unreadable) {
      again();
    }
  }

  /** Forgets everything: the log is folded anew from its beginning (RULES W6). */
  void again() {
    reader.marks().forEach((file, read) -> told.merge(file, read, Math::max));
    reader.reset();
    position = LogPosition.START;
    follow = true;
    fold = new LogFold(node, meanings);
    changed = true;
  }

  /** What was read of a day's current file stands in another now; folded anew it is not news. */
  void closed(LocalDate day, OptionalInt generation) {
    reader.marks().forEach((file, read) -> told.merge(file, read, Math::max));
    Long read = told.remove(fileOf(new LogPosition(day, LogPosition.CURRENT, 0)));
    if (read != null && generation.isPresent()) {
      told.put(fileOf(new LogPosition(day, generation.getAsInt(), 0)), read);
    }
    reader.reset();
  }

  private boolean isTold(LogPosition at) {
    return !told.isEmpty() && at.offset() < told.getOrDefault(fileOf(at), 0L);
  }

  private static String fileOf(LogPosition at) {
    return new LogPosition(at.day(), at.generation(), 0).toString();
  }

  /** Whether what is folded is no longer the beginning of the log in its canonical order. */
  boolean isOutdatedBy(LocalDate day, long length) throws IOException {
    if (day.isBefore(position.day())) {
      return length > reader.lengths().getOrDefault(day, 0L) && reader.hasLine(day);
    }
    return day.equals(position.day())
        && position.generation() == LogPosition.CURRENT
        && length < position.offset();
  }

  boolean isOutdated() throws IOException {
    return reader.late(position).isPresent();
  }

  /** A day has grown, or some day: {@link LocalDate#EPOCH}. */
  void grown(LocalDate day) {
    follow |= !day.equals(position.day()) || position.generation() != LogPosition.CURRENT;
  }

  LogReader.Chunk next() throws IOException {
    LogReader.Chunk chunk =
        follow ? reader.read(position, CHUNK_BYTES) : reader.readOn(position, CHUNK_BYTES);
    follow &= !chunk.end();
    return chunk;
  }

  /**
   * Folds what was read, which the caller has made durable, and gives the lines that are new: a log
   * that is folded anew is not told anew.
   */
  List<LogLine> take(LogReader.Chunk chunk) {
    List<LogLine> fresh = new ArrayList<>();
    for (LogLine line : chunk.lines()) {
      if (fold.apply(line.event(), line.at().day()) && !isTold(line.at())) {
        fresh.add(line);
      }
    }
    changed |= !chunk.lines().isEmpty() || !chunk.next().equals(position);
    position = chunk.next();
    return fresh;
  }

  /**
   * How far each day of the current generation is folded: to its end where only a tail is left that
   * nobody seems to write on (RULES Y6).
   */
  Map<LocalDate, Long> lengths() {
    Map<LocalDate, Long> lengths = new HashMap<>(reader.lengths());
    lengths.putAll(resting.of(reader.tails()));
    return lengths;
  }

  /** How many lines could not be read or folded. */
  long skipped() {
    return reader.skipped().values().stream().mapToLong(Long::longValue).sum() + fold.unfolded();
  }

  void save() throws IOException {
    if (!changed) {
      return;
    }
    Map<String, Object> place = new LinkedHashMap<>();
    place.put("position", position.toString());
    place.put("marks", reader.marks());
    FoldSnapshot snapshot =
        new FoldSnapshot(FoldSnapshot.FORMAT, table, EventJson.text(place), fold.state());
    DiskFiles.createDirectories(disk, folder);
    DiskFiles.replace(disk, file, snapshot.write());
    changed = false;
  }

  LogFold fold() {
    return fold;
  }

  /** Whether the day before the one that is read has grown, in the own root. */
  boolean isYesterdayLonger() throws IOException {
    LocalDate yesterday =
        position.day().equals(LocalDate.EPOCH) ? position.day() : position.day().minusDays(1);
    return isOutdatedBy(yesterday, reader.size(yesterday));
  }
}
