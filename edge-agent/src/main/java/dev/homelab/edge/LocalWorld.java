package dev.homelab.edge;

import dev.homelab.disk.Disk;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogLine;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.world.World;
import dev.homelab.world.WorldMerge;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the node's own log says, in memory. Blocks; for one worker. */
final class LocalWorld {
  private final SkippedLines skipped;
  private final FoldedLog log;
  private final WorldMerge merge;
  private volatile World world = World.EMPTY;
  private long version;

  LocalWorld(Disk disk, Path root, NodeId node, InventoryPolicy policy) {
    this(disk, root, node, policy, FoldedLog.LATE_LOOK);
  }

  LocalWorld(Disk disk, Path root, NodeId node, InventoryPolicy policy, Duration lateLook) {
    this.skipped = new SkippedLines(node);
    this.log =
        new FoldedLog(disk, root, node, policy, lateLook, line -> skipped.read(line.event()));
    this.merge = policy.merge();
  }

  /**
   * Folds a slice of what is new. Empty while there is more; then gives the new lines, the newest
   * thousand and MiB at most, and none of the first reading.
   */
  Optional<List<LogLine>> readSome() throws IOException {
    Optional<FoldedLog.Read> read = log.readSome();
    if (read.filter(FoldedLog.Read::changed).isPresent()) {
      world = merge.merge(List.of(log.fold()));
      version++;
    }
    return read.map(FoldedLog.Read::fresh);
  }

  /** What is to be told of lines that could not be read; on the worker, after a reading. */
  Optional<Event> untold(Instant now) {
    return skipped.due(log.skipped(), now, System.nanoTime());
  }

  World world() {
    return world;
  }

  /** Grows with each change of the world; on the worker. */
  long version() {
    return version;
  }

  FoldedLog log() {
    return log;
  }
}
