package dev.homelab.edge.alone;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.NodeId;
import dev.homelab.slice.SliceDocument;
import dev.homelab.sync.VerifyKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The node's slice as the hub signed it, at {@code state/slice.json} (RULES N3). What stands there
 * is believed no more than what comes over the wire: the hub's signature decides. Blocks; for one
 * worker.
 */
public final class SliceFile {
  private final Disk disk;
  private final Path file;
  private final NodeId self;

  public SliceFile(Disk disk, Path root, NodeId self) {
    this.disk = disk;
    this.file = root.resolve("state/slice.json");
    this.self = self;
  }

  /** What is kept; empty where there is none that this hub signed for this node. */
  public Optional<SliceDocument> read(VerifyKey hub) throws IOException {
    return DiskFiles.read(disk, file)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .flatMap(text -> SliceDocument.check(text, hub, self));
  }

  /** The slice in a text, where the hub signed it and it is newer than the one that is held. */
  public Optional<SliceDocument> newer(String text, VerifyKey hub, Optional<SliceDocument> held) {
    long known = held.map(SliceDocument::version).orElse(Long.MIN_VALUE);
    return SliceDocument.check(text, hub, self).filter(it -> it.version() > known);
  }

  /** Replaces what is kept, atomically. */
  public void write(String text) throws IOException {
    DiskFiles.replace(disk, file, text.getBytes(StandardCharsets.UTF_8));
  }
}
