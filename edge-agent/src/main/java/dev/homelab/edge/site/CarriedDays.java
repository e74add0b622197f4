package dev.homelab.edge.site;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * From which day on a gateway keeps its members' logs: so many days, and fewer where they have more
 * bytes than that (RULES L7). The floor stands in {@code state/site-floor} and never goes back, or
 * what was dropped would be asked for again. Reading it never blocks.
 *
 * @see #raise
 */
final class CarriedDays {
  /** What a site without its uplink for a month wants to look at. */
  static final int DAYS = 30;

  /** Of all members together, on the disk of a small machine. */
  static final long BYTES = 1L << 30;

  private final Disk disk;
  private final Path root;
  private final Path file;
  private final InstantSource clock;
  private final long mostBytes;
  private volatile LocalDate floor = LocalDate.EPOCH;

  CarriedDays(Disk disk, Path root, InstantSource clock, long mostBytes) {
    this.disk = disk;
    this.root = root;
    this.file = root.resolve("state/site-floor");
    this.clock = clock;
    this.mostBytes = mostBytes;
  }

  /** The oldest day that is kept. */
  LocalDate floor() {
    LocalDate byAge = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(DAYS);
    return byAge.isAfter(floor) ? byAge : floor;
  }

  void load() throws IOException {
    floor =
        DiskFiles.read(disk, file)
            .map(bytes -> read(new String(bytes, StandardCharsets.UTF_8)))
            .orElse(LocalDate.EPOCH);
  }

  private static LocalDate read(String text) {
    try {
      return LocalDate.parse(text.strip());
    } catch (DateTimeException unreadable) {
      return LocalDate.EPOCH;
    }
  }

  /**
   * Raises the floor where the members' logs have more bytes than they may; what is below it is to
   * be dropped then. Today and yesterday stay, whatever they have. Blocks.
   */
  void raise(Collection<NodeId> members) throws IOException {
    LocalDate newest = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1);
    LocalDate raised = floor();
    long kept = 0;
    for (Map.Entry<LocalDate, Long> day : bytes(members).descendingMap().entrySet()) {
      kept += day.getValue();
      if (kept > mostBytes && day.getKey().isBefore(newest) && !day.getKey().isBefore(raised)) {
        raised = day.getKey().plusDays(1);
        break;
      }
    }
    if (raised.isAfter(floor())) {
      DiskFiles.replace(disk, file, (raised + "\n").getBytes(StandardCharsets.UTF_8));
      floor = raised;
    }
  }

  private NavigableMap<LocalDate, Long> bytes(Collection<NodeId> members) throws IOException {
    NavigableMap<LocalDate, Long> bytes = new TreeMap<>();
    Path events = root.resolve("events");
    for (String name : disk.list(events)) {
      LocalDate day = read(name);
      for (NodeId member : members) {
        Path folder = events.resolve(name).resolve(member.name());
        for (String log : disk.list(folder)) {
          bytes.merge(day, disk.size(folder.resolve(log)), Long::sum);
        }
      }
    }
    return bytes;
  }
}
