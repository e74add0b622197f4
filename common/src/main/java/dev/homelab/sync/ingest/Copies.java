package dev.homelab.sync.ingest;

import dev.homelab.disk.Disk;
import dev.homelab.event.NodeId;
import dev.homelab.sync.replica.CopyLimits;
import dev.homelab.sync.replica.Replica;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The copies of all nodes' logs, each opened when it is first needed. Blocks. */
final class Copies {
  private final Disk disk;
  private final Path root;
  private final CopyLimits limits;
  private final Map<NodeId, Replica> copies = new ConcurrentHashMap<>();

  Copies(Disk disk, Path root, CopyLimits limits) {
    this.disk = disk;
    this.root = root;
    this.limits = limits;
  }

  Replica of(NodeId node) throws IOException {
    try {
      return copies.computeIfAbsent(node, this::open);
    } catch (UncheckedIOException failed) {
      throw new IOException("the copy of " + node + " can't be opened", failed.getCause());
    }
  }

  private Replica open(NodeId node) {
    try {
      return Replica.open(disk, root, node, limits);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Whether there is something to save. */
  boolean isChanged() {
    return copies.values().stream().anyMatch(Replica::isChanged);
  }

  /** Once a second (RULES Y5). One that can't be saved does not stop the others. */
  void save() {
    each(Replica::save);
  }

  void close() {
    each(Replica::close);
  }

  private interface Step {
    void on(Replica copy) throws IOException;
  }

  private void each(Step step) {
    for (Replica copy : copies.values()) {
      try {
        step.on(copy);
      } catch (IOException failed) {
        System.getLogger(Copies.class.getName())
            .log(System.Logger.Level.WARNING, "state of the copy of " + copy.node(), failed);
      }
    }
  }
}
