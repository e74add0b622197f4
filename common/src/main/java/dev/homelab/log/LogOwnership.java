package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What only the agent does with its log's days: drop old ones, set aside those ahead (L7, L9). */
final class LogOwnership {
  private final Disk disk;
  private final LogFiles files;

  LogOwnership(Disk disk, LogFiles files) {
    this.disk = disk;
    this.files = files;
  }

  /**
   * Drops days beyond the limit; gives the event that announces what was dropped unsent, or none.
   */
  List<Event> drop(Map<LocalDate, Long> sent, long maxBytes, LocalDate today, Instant now)
      throws IOException {
    SortedMap<LocalDate, Long> days = new TreeMap<>();
    for (LocalDate day : files.days(disk)) {
      days.put(day, disk.size(files.file(day)));
    }
    List<Retention.Drop> drops = Retention.plan(days, sent, maxBytes, today);
    long lines = 0;
    for (Retention.Drop drop : drops) {
      lines += drop.unsentBytes() > 0 ? linesIn(drop.day()) : 0;
      remove(drop.day());
    }
    List<Retention.Drop> unsent = drops.stream().filter(drop -> drop.unsentBytes() > 0).toList();
    if (unsent.isEmpty()) {
      return List.of();
    }
    LocalDate first = unsent.getFirst().day();
    LocalDate last = unsent.getLast().day();
    return List.of(
        Event.of(files.node(), "event-log", EventTypes.EVENTS_DROPPED, Severity.WARNING)
            .message("The log's oldest days had to go before the hub had them")
            .details(
                Map.of("count", lines, "first_day", first.toString(), "last_day", last.toString()))
            .at(now));
  }

  private long linesIn(LocalDate day) throws IOException {
    long lines = 0;
    java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(64 * 1024);
    try (Disk.OpenFile file = disk.openRead(files.file(day))) {
      long at = 0;
      int got = 1;
      while (got > 0) {
        buffer.clear();
        got = file.read(buffer, at);
        for (int i = 0; i < got; i++) {
          lines += buffer.get(i) == '\n' ? 1 : 0;
        }
        at += got;
      }
    }
    return lines;
  }

  private void remove(LocalDate day) throws IOException {
    boolean was = disk.delete(files.file(day));
    disk.syncDirectory(files.folder(day));
    if (was && disk.list(files.folder(day)).isEmpty()) {
      removeEmpty(files.folder(day));
      Path dayFolder = files.events().resolve(day.toString());
      if (disk.list(dayFolder).isEmpty()) {
        removeEmpty(dayFolder);
      }
    }
  }

  private void removeEmpty(Path folder) throws IOException {
    if (disk.delete(folder)) {
      disk.syncDirectory(files.events());
    }
  }

  /** Moves days that a clock ahead has written to {@code events-ahead/<epoch>/}; they are kept. */
  void setAside(List<LocalDate> days, int epoch) throws IOException {
    for (LocalDate day : days) {
      Path to =
          files
              .root()
              .resolve("events-ahead")
              .resolve(String.valueOf(epoch))
              .resolve(day.toString());
      DiskFiles.createDirectories(disk, to);
      try {
        disk.move(files.folder(day), to.resolve(files.node().name()));
      } catch (NoSuchFileException gone) {
        continue;
      }
      disk.syncDirectory(to);
      disk.syncDirectory(files.events().resolve(day.toString()));
    }
  }

  /** The days that hold anything, oldest first. */
  List<LocalDate> written() throws IOException {
    List<LocalDate> days = new java.util.ArrayList<>();
    for (LocalDate day : files.days(disk)) {
      if (disk.exists(files.file(day)) && disk.size(files.file(day)) > 0) {
        days.add(day);
      }
    }
    return days;
  }
}
