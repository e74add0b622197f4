package dev.homelab.rebuild;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.log.LogPosition;
import dev.homelab.log.LogReader;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.world.LogFold;
import dev.homelab.world.World;
import dev.homelab.world.WorldFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Folds all logs under a hub's root from their beginning, without any snapshot (RULES W6), and
 * gives the files under {@code world/}. Blocks; in memory are the folds and a chunk of one log.
 */
public final class WorldRebuild {
  private static final int CHUNK_BYTES = 512 * 1024;

  private final Disk disk;
  private final Path root;
  private final Inventory inventory;

  public WorldRebuild(Disk disk, Path root, Inventory inventory) {
    this.disk = disk;
    this.root = root;
    this.inventory = inventory;
  }

  /** Name to content, as the logs say. */
  public SortedMap<String, byte[]> files() throws IOException {
    InventoryPolicy policy = new InventoryPolicy(inventory);
    List<LogFold> folds = new ArrayList<>();
    for (NodeId node : inventory.nodes().keySet()) {
      folds.add(fold(node, policy));
    }
    World world = policy.merge().merge(folds);
    return WorldFiles.render(world, policy.cards());
  }

  private LogFold fold(NodeId node, InventoryPolicy policy) throws IOException {
    LogReader reader = new LogReader(disk, root, node);
    LogFold fold = new LogFold(node, policy.meanings());
    LogPosition position = LogPosition.START;
    LogReader.Chunk chunk;
    do {
      chunk = reader.read(position, CHUNK_BYTES);
      position = chunk.next();
      chunk.lines().forEach(line -> fold.apply(line.event(), line.at().day()));
    } while (!chunk.end());
    return fold;
  }

  /**
   * The logs beside the files under {@code world/}. Equal to an earlier one where the logs say the
   * same, and the same files differ.
   *
   * @param different the names of the files that differ by a byte, or are missing
   * @param said what the logs say, as a hash of each file
   */
  public record Comparison(List<String> different, Map<String, Integer> said) {
    public Comparison {
      different = List.copyOf(different);
      said = Map.copyOf(said);
    }

    public boolean isSame() {
      return different.isEmpty();
    }
  }

  /** Compares; where a hub runs on this root, it may not have folded the last lines yet. */
  public Comparison compare() throws IOException {
    List<String> different = new ArrayList<>();
    Map<String, Integer> said = new HashMap<>();
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      said.put(file.getKey(), Arrays.hashCode(file.getValue()));
      Optional<byte[]> there = DiskFiles.read(disk, folder().resolve(file.getKey()));
      if (there.isEmpty() || !Arrays.equals(there.get(), file.getValue())) {
        different.add(file.getKey());
      }
    }
    return new Comparison(different, said);
  }

  /** Replaces the files under {@code world/}; no hub may run on this root meanwhile. */
  public void replace() throws IOException {
    DiskFiles.createDirectories(disk, folder());
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      DiskFiles.replace(disk, folder().resolve(file.getKey()), file.getValue());
    }
  }

  private Path folder() {
    return root.resolve("world");
  }
}
