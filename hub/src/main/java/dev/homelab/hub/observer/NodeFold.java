package dev.homelab.hub.observer;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.Disk;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One node's log as far as it is folded. Blocks; for the observer's worker. */
final class NodeFold {
  /** Some hundred lines at once, so that no log keeps the others waiting, nor fills the memory. */
  private static final int CHUNK_BYTES = 128 * 1024;

  private final NodeId node;
  private final FoldSnapshots snapshots;
  private final String table;
  private final Meaning.Table meanings;
  private final LogReader reader;
  private final Map<String, Long> told = new HashMap<>();
  private final RestingTails resting;
  private LogFold fold;
  private LogPosition position = LogPosition.START;

  /** What was folded before the fold went back, until it has come to the end again. */
  private @Nullable LogFold before;

  /** The day of the newest snapshot's place. */
  private LocalDate saved = LocalDate.EPOCH;

  /** Whether a file behind the one that is read may hold something. */
  private boolean follow = true;

  private boolean changed;

  private NodeFold(
      Disk disk, Path root, NodeId node, String table, Meaning.Table meanings, LongSupplier nanos) {
    this.node = node;
    this.snapshots = new FoldSnapshots(disk.forOwnerOnly(), root, node, table);
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
    Optional<FoldSnapshot> newest = fold.snapshots.newest();
    if (newest.isPresent() && fold.restore(newest.get())) {
      fold.saved = fold.position.day();
    }
    return fold;
  }

  private boolean restore(FoldSnapshot snapshot) {
    try {
      Map<String, Object> place = EventJson.parse(snapshot.position());
      Map<String, Long> marks = new HashMap<>();
      Values.object(place, "marks")
          .forEach((key, value) -> marks.put(key, ((Number) value).longValue()));
      LogPosition restored = LogPosition.parse(String.valueOf(place.get("position")));
      fold = LogFold.restore(snapshot.state(), meanings);
      reader.restore(marks);
      position = restored;
      return true;
    } catch (JsonProcessingException | RuntimeException unreadable) {
      begin();
      return false;
    }
  }

  private void begin() {
    reader.reset();
    position = LogPosition.START;
    fold = new LogFold(node, meanings);
  }

  /**
   * Folds the log anew: from the last snapshot that is still a beginning of it, or from the start
   * (RULES W6).
   */
  void again(Turn turn) throws IOException {
    if (before == null) {
      before = fold;
    }
    reader.marks().forEach((file, read) -> told.merge(file, read, Math::max));
    begin();
    snapshots.goBack(turn.day(), turn.itself()).ifPresent(this::restore);
    saved = position.day();
    follow = true;
    changed = true;
  }

  /** The end of the log is folded; says whether that was folded anew. */
  boolean arrived() {
    boolean anew = before != null;
    before = null;
    return anew;
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

  /**
   * From where on a log is to be folded anew.
   *
   * @param itself whether what is folded of the day itself is still its beginning
   */
  record Turn(LocalDate day, boolean itself) {
    static final Comparator<Turn> FURTHEST =
        Comparator.comparing(Turn::day).thenComparing(Turn::itself);
  }

  /** Whether what is folded is no longer the beginning of the log in its canonical order. */
  Optional<Turn> outdatedBy(LocalDate day, long length) throws IOException {
    if (day.isBefore(position.day())) {
      boolean late = length > reader.lengths().getOrDefault(day, 0L) && reader.hasLine(day);
      return late ? Optional.of(new Turn(day, true)) : Optional.empty();
    }
    boolean shorter =
        day.equals(position.day())
            && position.generation() == LogPosition.CURRENT
            && length < position.offset();
    return shorter ? Optional.of(new Turn(day, false)) : Optional.empty();
  }

  /** The same, of all days. */
  Optional<Turn> outdated() throws IOException {
    return reader
        .late(position)
        .map(late -> new Turn(late.day(), late.generation() == LogPosition.CURRENT));
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
    snapshots.write(snapshot, position.day(), saved);
    saved = position.day();
    changed = false;
  }

  /** What is known of the log: while it is folded anew, what was known before. */
  LogFold fold() {
    return before == null ? fold : before;
  }

  /** Whether the day before the one that is read has grown, in the own root. */
  Optional<Turn> outdatedByYesterday() throws IOException {
    LocalDate yesterday =
        position.day().equals(LocalDate.EPOCH) ? position.day() : position.day().minusDays(1);
    return outdatedBy(yesterday, reader.size(yesterday));
  }
}
