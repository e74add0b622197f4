package dev.homelab.edge;

import dev.homelab.disk.Disk;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogLine;
import dev.homelab.log.LogPosition;
import dev.homelab.log.LogReader;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.world.LogFold;
import dev.homelab.world.World;
import dev.homelab.world.WorldMerge;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What the node's own log says, in memory. Blocks; for one worker. */
final class LocalWorld {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** What is told of a backlog; the rest can be looked up. Bounds the memory that one takes. */
  private static final int MOST_TOLD = 1_000;

  /** How often all days are looked at for lines that came late. */
  private static final Duration LATE_LOOK = Duration.ofSeconds(10);

  private final LogReader reader;
  private final NodeId node;
  private final InventoryPolicy policy;
  private final Duration lateLook;
  private final WorldMerge merge;
  private final SkippedLines skipped;
  private LogFold fold;
  private long lookedNanos;
  private LogPosition position = LogPosition.START;
  private volatile World world = World.EMPTY;

  LocalWorld(Disk disk, Path root, NodeId node, InventoryPolicy policy) {
    this(disk, root, node, policy, LATE_LOOK);
  }

  LocalWorld(Disk disk, Path root, NodeId node, InventoryPolicy policy, Duration lateLook) {
    this.lateLook = lateLook;
    this.lookedNanos = System.nanoTime();
    this.reader = new LogReader(disk, root, node);
    this.node = node;
    this.policy = policy;
    this.fold = new LogFold(node, policy.meanings());
    this.merge = policy.merge();
    this.skipped = new SkippedLines(node);
  }

  /**
   * Folds what is new and gives those lines, the newest thousand at most. Lines that came late to
   * an earlier day make all be folded anew (RULES W6).
   */
  List<LogLine> read() throws IOException {
    LogPosition known = position;
    Optional<LogPosition> late = late();
    if (late.isPresent()) {
      reader.reset();
      position = LogPosition.START;
      fold = new LogFold(node, policy.meanings());
    }
    Deque<LogLine> fresh = new ArrayDeque<>();
    LogReader.Chunk chunk;
    do {
      chunk = reader.read(position, CHUNK_BYTES);
      position = chunk.next();
      for (LogLine line : chunk.lines()) {
        skipped.read(line.event());
        boolean untold = late.isEmpty() || isNew(line.at(), known, late.get());
        if (fold.apply(line.event(), line.at().day()) && untold) {
          fresh.addLast(line);
          if (fresh.size() > MOST_TOLD) {
            fresh.removeFirst();
          }
        }
      }
    } while (!chunk.end());
    if (!fresh.isEmpty() || late.isPresent()) {
      world = merge.merge(List.of(fold));
    }
    return List.copyOf(fresh);
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

  /** Whether a line was not there when the log was last read, though all is folded anew. */
  private static boolean isNew(LogPosition at, LogPosition known, LogPosition late) {
    boolean sameFile = at.day().equals(late.day()) && at.generation() == late.generation();
    return at.compareTo(known) >= 0 || (sameFile && at.offset() >= late.offset());
  }

  /** What is to be told of lines that could not be read; on the worker, after a reading. */
  Optional<Event> untold(Instant now) {
    return skipped.due(reader.skipped(), now, System.nanoTime());
  }

  World world() {
    return world;
  }
}
