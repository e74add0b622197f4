package dev.homelab.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code state/log-fsync-failed}: the files under a root whose sync has failed, a line each, with
 * how much of it was durable before (RULES L6). What lies behind that can be read but may not be on
 * the disk, and no further sync would bring it there: whoever starts next writes it again.
 *
 * <pre>
 * {"file":"events/2026-03-10/piha/events.jsonl","good":81920}
 * </pre>
 */
public final class FailedSyncs {
  private final Disk disk;
  private final Path root;

  public FailedSyncs(Disk disk, Path root) {
    this.disk = disk;
    this.root = root;
  }

  private Path mark() {
    return root.resolve("state/log-fsync-failed");
  }

  /** Leaves word that a sync has failed, of something that its owner mends. */
  public void add() throws IOException {
    append("{}\n");
  }

  /** Leaves word of a file under the root, of which so many bytes were durable before. */
  public void add(Path file, long goodBytes) throws IOException {
    Map<String, Object> line = Map.of("file", root.relativize(file).toString(), "good", goodBytes);
    append(EventJson.text(line) + "\n");
  }

  /** Not synced: it is for the next process, and after a power cut there is nothing to mend. */
  private void append(String line) throws IOException {
    DiskFiles.createDirectories(disk, root.resolve("state"));
    try (Disk.OpenFile open = disk.openAppend(mark())) {
      DiskFiles.appendFully(open, ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Whether a sync has failed that nobody has told of yet. */
  boolean isAny() throws IOException {
    return disk.exists(mark());
  }

  /**
   * Writes again, and makes durable, whatever may be in the system's memory only. Gives how long
   * the list was, for {@link #clear}.
   *
   * @param whenUnsure what is written again wholly where the list is torn: the disk may have been
   *     full, too
   */
  int mend(List<Path> whenUnsure) throws IOException {
    Optional<byte[]> list = DiskFiles.read(disk, mark());
    if (list.isEmpty()) {
      return 0;
    }
    String lines = new String(list.get(), StandardCharsets.UTF_8);
    Map<Path, Long> good = new TreeMap<>();
    if (!lines.endsWith("\n") || !lines.lines().allMatch(line -> read(line, good))) {
      whenUnsure.forEach(file -> good.put(file, 0L));
    }
    for (Map.Entry<Path, Long> file : good.entrySet()) {
      mend(file.getKey(), file.getValue());
    }
    return list.get().length;
  }

  private void mend(Path file, long goodBytes) throws IOException {
    try {
      disk.rewrite(file, goodBytes);
    } catch (NoSuchFileException dropped) {
      // What is no longer there need not be durable.
      return;
    }
  }

  private boolean read(String line, Map<Path, Long> good) {
    try {
      Map<String, Object> map = EventJson.parse(line);
      String name = Values.text(map, "file");
      Path file = root.resolve(name == null ? "" : name).normalize();
      if (name != null && file.startsWith(root)) {
        good.merge(file, Math.max(0, Values.number(map, "good", 0)), Math::min);
      }
      return true;
    } catch (JsonProcessingException torn) {
      return false;
    }
  }

  /** All of the list, as long as {@link #mend} has seen it, is mended and told. */
  void clear(int length) throws IOException {
    if (disk.exists(mark()) && disk.size(mark()) <= length) {
      var _ = disk.delete(mark());
    }
  }
}
