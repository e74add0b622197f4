package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** What only the agent does with its log's days: drop old ones, set aside those ahead (L7, L9). */
final class LogOwnership {
  private final Disk disk;
  private final LogFiles files;

  LogOwnership(Disk disk, LogFiles files) {
    this.disk = disk;
    this.files = files;
  }

  /** The days beyond the limit. */
  List<Retention.Drop> due(ToLongFunction<LocalDate> held, long maxBytes, LocalDate today)
      throws IOException {
    SortedMap<LocalDate, Long> days = new TreeMap<>();
    for (LocalDate day : files.days(disk)) {
      days.put(day, files.size(disk, day));
    }
    return Retention.plan(days, held, maxBytes, today);
  }

  /** The event that announces what leaves unsent, or none. */
  Optional<Event> announcement(List<Retention.Drop> drops, Instant now) throws IOException {
    List<LocalDate> unsent =
        drops.stream()
            .filter(drop -> drop.unsentBytes() > 0)
            .map(Retention.Drop::day)
            .sorted()
            .toList();
    if (unsent.isEmpty()) {
      return Optional.empty();
    }
    long lines = 0;
    for (LocalDate day : unsent) {
      lines += linesIn(day);
    }
    return Optional.of(
        Event.of(files.node(), "event-log", EventTypes.EVENTS_DROPPED, Severity.WARNING)
            .message("The log's oldest days have to go before the hub has them")
            .details(
                Map.of(
                    "count",
                    lines,
                    "first_day",
                    unsent.getFirst().toString(),
                    "last_day",
                    unsent.getLast().toString()))
            .at(now));
  }

  private long linesIn(LocalDate day) throws IOException {
    long lines = 0;
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
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

  /** Deletes a day's file, and its folders where they are empty then. */
  void remove(LocalDate day) throws IOException {
    boolean was = disk.delete(files.file(day));
    disk.syncDirectory(files.folder(day));
    if (was && disk.list(files.folder(day)).isEmpty()) {
      removeEmpty(files.folder(day), files.dayFolder(day));
      if (disk.list(files.dayFolder(day)).isEmpty()) {
        removeEmpty(files.dayFolder(day), files.events());
      }
    }
  }

  private void removeEmpty(Path folder, Path above) throws IOException {
    if (disk.delete(folder)) {
      disk.syncDirectory(above);
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
      disk.syncDirectory(files.dayFolder(day));
    }
  }
}
