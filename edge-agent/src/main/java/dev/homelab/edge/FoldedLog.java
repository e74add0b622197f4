package dev.homelab.edge;

import dev.homelab.disk.Disk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogLine;
import dev.homelab.log.LogPosition;
import dev.homelab.log.LogReader;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.world.LogFold;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One log under the node's root, its own or a member's copy, as far as it is folded. Blocks. */
final class FoldedLog {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** How often all days are looked at for lines that came late. */
  static final Duration LATE_LOOK = Duration.ofSeconds(10);

  private final LogReader reader;
  private final NodeId node;
  private final InventoryPolicy policy;
  private final Duration lateLook;
  private final Consumer<LogLine> each;

  /** Is given while a new one is made. */
  private LogFold fold;

  private LogFold folding;
  private long lookedNanos;
  private LogPosition position = LogPosition.START;
  private @Nullable Reading reading;
  private boolean whole;

  /**
   * Has read nothing.
   *
   * @param each told of each line that can be read
   */
  FoldedLog(
      Disk disk,
      Path root,
      NodeId node,
      InventoryPolicy policy,
      Duration lateLook,
      Consumer<LogLine> each) {
    this.reader = new LogReader(disk, root, node);
    this.node = node;
    this.policy = policy;
    this.lateLook = lateLook;
    this.lookedNanos = System.nanoTime();
    this.each = each;
    this.fold = nothing();
    this.folding = nothing();
  }

  private LogFold nothing() {
    return new LogFold(node, policy.meanings());
  }

  /**
   * A reading from its first slice to its last.
   *
   * @param known how far the log was read before
   * @param late where lines came late, if any did
   */
  private record Reading(LogPosition known, Optional<LogPosition> late, NewestLines fresh) {
    /** Whether a line was not there when the log was last read, though all is folded anew. */
    boolean isNew(LogPosition at) {
      return late.isEmpty()
          || at.compareTo(known) >= 0
          || (at.day().equals(late.get().day())
              && at.generation() == late.get().generation()
              && at.offset() >= late.get().offset());
    }
  }

  /** What a reading gave: the new lines, and whether the log was folded from its beginning. */
  record Read(List<LogLine> fresh, boolean anew) {
    boolean changed() {
      return anew || !fresh.isEmpty();
    }
  }

  /**
   * Folds a slice of what is new: some 64 KiB, so that a long log keeps nobody waiting for its
   * thread. Empty while there is more; then gives the new lines of all slices, the newest thousand
   * and MiB at most, and none of the first reading, to which all are new. Lines that came late to
   * an earlier day make all be folded anew (RULES W6).
   */
  Optional<Read> readSome() throws IOException {
    Reading on = reading == null ? begin() : reading;
    reading = on;
    LogReader.Chunk chunk = reader.read(position, CHUNK_BYTES);
    position = chunk.next();
    for (LogLine line : chunk.lines()) {
      each.accept(line);
      if (folding.apply(line.event(), line.at().day()) && whole && on.isNew(line.at())) {
        on.fresh().add(line);
      }
    }
    if (!chunk.end()) {
      return Optional.empty();
    }
    boolean anew = !whole || on.late().isPresent();
    reading = null;
    whole = true;
    fold = folding;
    return Optional.of(new Read(on.fresh().all(), anew));
  }

  private Reading begin() throws IOException {
    LogPosition known = position;
    Optional<LogPosition> late = late();
    if (late.isPresent()) {
      startOver();
    }
    return new Reading(known, late, new NewestLines());
  }

  private void startOver() {
    reader.reset();
    position = LogPosition.START;
    folding = nothing();
  }

  /** What was read no longer holds: the next reading is a first one. */
  void beginAnew() {
    startOver();
    reading = null;
    whole = false;
  }

  /** Whether no reading is half done: what is folded is as long as what was read. */
  boolean isSettled() {
    return whole && reading == null;
  }

  /** Where a file has grown behind our back; looked for now and then. */
  private Optional<LogPosition> late() throws IOException {
    long now = System.nanoTime();
    if (now - lookedNanos < lateLook.toNanos()) {
      return Optional.empty();
    }
    lookedNanos = now;
    return reader.late(position);
  }

  /** What was folded when it was last whole, and lines since; nothing before. */
  LogFold fold() {
    return fold;
  }

  /** How far each day is folded. */
  Map<LocalDate, Long> lengths() {
    return reader.lengths();
  }

  SortedMap<LocalDate, Long> skipped() {
    return reader.skipped();
  }
}
