package dev.homelab.edge.uplink;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an upstream has said, signed: the lengths that it holds, which retention may rely on (RULES
 * L7), and the highest versions of its answers. In {@code state/uplink/<upstream>.json}. Blocks.
 */
final class AcknowledgedFile {
  private final Disk disk;
  private final Path folder;
  private final Path file;

  /**
   * The content of the file.
   *
   * @param version of answers to polls
   * @param compared of answers to comparisons, which may overtake those
   */
  record Acknowledged(SortedMap<LocalDate, Long> lengths, long version, long compared) {
    static final Acknowledged NOTHING = new Acknowledged(new TreeMap<>(), 0, 0);
  }

  AcknowledgedFile(Disk disk, Path root, String upstream) {
    this.disk = disk;
    this.folder = root.resolve("state/uplink");
    this.file = folder.resolve(upstream + ".json");
  }

  /** What is there; nothing where it can't be read. */
  Acknowledged load() throws IOException {
    Optional<byte[]> json = DiskFiles.read(disk, file);
    return json.isPresent() ? read(json.get()) : Acknowledged.NOTHING;
  }

  private static Acknowledged read(byte[] json) {
    try {
      Map<String, Object> map = EventJson.parse(json, 0, json.length);
      SortedMap<LocalDate, Long> lengths = new TreeMap<>();
      Map<String, Object> object = Values.object(map, "lengths");
      for (String day : object.keySet()) {
        lengths.put(LocalDate.parse(day), Values.number(object, day, 0));
      }
      return new Acknowledged(
          lengths, Values.number(map, "version", 0), Values.number(map, "compared", 0));
    } catch (JsonProcessingException | DateTimeException unreadable) {
      return Acknowledged.NOTHING;
    }
  }

  void save(Acknowledged content) throws IOException {
    Map<String, Object> lengths = new LinkedHashMap<>();
    content.lengths().forEach((day, length) -> lengths.put(day.toString(), length));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", content.version());
    map.put("compared", content.compared());
    map.put("lengths", lengths);
    DiskFiles.createDirectories(disk, folder);
    DiskFiles.replace(disk, file, EventJson.pretty(map));
  }
}
