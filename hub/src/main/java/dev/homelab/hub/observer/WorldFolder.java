package dev.homelab.hub.observer;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.world.World;
import dev.homelab.world.WorldFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The folder {@code world/}: each file is put in place when it is another. Blocks. */
final class WorldFolder {
  private final Disk disk;
  private final Path folder;
  private final Map<String, byte[]> written = new HashMap<>();

  WorldFolder(Disk disk, Path root) {
    this.disk = disk;
    this.folder = root.resolve("world");
  }

  void write(World world, Collection<WorldFiles.NodeCard> cards) throws IOException {
    DiskFiles.createDirectories(disk, folder);
    for (Map.Entry<String, byte[]> file : WorldFiles.render(world, cards).entrySet()) {
      if (!Arrays.equals(file.getValue(), written.get(file.getKey()))) {
        DiskFiles.replace(disk, folder.resolve(file.getKey()), file.getValue());
        written.put(file.getKey(), file.getValue());
      }
    }
    restore();
  }

  /** Puts back what somebody has deleted, or changed in its length. */
  void restore() throws IOException {
    DiskFiles.createDirectories(disk, folder);
    for (Map.Entry<String, byte[]> file : written.entrySet()) {
      Path path = folder.resolve(file.getKey());
      if (!disk.exists(path) || disk.size(path) != file.getValue().length) {
        DiskFiles.replace(disk, path, file.getValue());
      }
    }
  }
}
