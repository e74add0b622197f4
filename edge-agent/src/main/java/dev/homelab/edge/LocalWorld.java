package dev.homelab.edge;

import dev.homelab.disk.Disk;
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
import java.util.ArrayList;
import java.util.List;

/** What the node's own log says, in memory. Blocks; for one worker. */
final class LocalWorld {
  private static final int CHUNK_BYTES = 256 * 1024;

  /** Reads after which all days are looked at for lines that came late. */
  private static final int READS_TO_LATE = 10;

  private final LogReader reader;
  private final NodeId node;
  private final InventoryPolicy policy;
  private final WorldMerge merge;
  private LogFold fold;
  private int reads;
  private LogPosition position = LogPosition.START;
  private volatile World world = World.EMPTY;

  LocalWorld(Disk disk, Path root, NodeId node, InventoryPolicy policy) {
    this.reader = new LogReader(disk, root, node);
    this.node = node;
    this.policy = policy;
    this.fold = new LogFold(node, policy.meanings());
    this.merge = policy.merge();
  }

  /**
   * Folds what is new and gives those lines. Lines that came late to an earlier day make all be
   * folded anew (RULES W6).
   */
  List<LogLine> read() throws IOException {
    if (++reads % READS_TO_LATE == 0 && reader.late(position).isPresent()) {
      reader.reset();
      position = LogPosition.START;
      fold = new LogFold(node, policy.meanings());
    }
    List<LogLine> fresh = new ArrayList<>();
    LogReader.Chunk chunk;
    do {
      chunk = reader.read(position, CHUNK_BYTES);
      position = chunk.next();
      for (LogLine line : chunk.lines()) {
        if (fold.apply(line.event(), line.at().day())) {
          fresh.add(line);
        }
      }
    } while (!chunk.end());
    if (!fresh.isEmpty()) {
      world = merge.merge(List.of(fold));
    }
    return fresh.size() > 1_000 ? fresh.subList(fresh.size() - 1_000, fresh.size()) : fresh;
  }

  World world() {
    return world;
  }
}
