package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a node's log lies under a root: {@code events/YYYY-MM-DD/<node>/events.jsonl} (L1). */
record LogFiles(Path root, NodeId node) {
  static final String CURRENT = "events.jsonl";
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern KEPT = Pattern.compile("events\\.(\\d{1,6})\\.jsonl");

  Path events() {
    return root.resolve("events");
  }

  /** Of all nodes. */
  Path dayFolder(LocalDate day) {
    return events().resolve(day.toString());
  }

  Path folder(LocalDate day) {
    return dayFolder(day).resolve(node.name());
  }

  Path file(LocalDate day) {
    return folder(day).resolve(CURRENT);
  }

  Path file(LocalDate day, int generation) {
    return generation == LogPosition.CURRENT
        ? file(day)
        : folder(day).resolve("events." + generation + ".jsonl");
  }

  /** The days for which this node has a file, oldest first. */
  List<LocalDate> days(Disk disk) throws IOException {
    List<LocalDate> days = new ArrayList<>();
    for (LocalDate day : named(disk, LocalDate.MIN)) {
      if (!generations(disk, day).isEmpty()) {
        days.add(day);
      }
    }
    return days;
  }

  /** The days that have a folder, whosever, from one on, oldest first. */
  List<LocalDate> named(Disk disk, LocalDate first) throws IOException {
    List<LocalDate> days = new ArrayList<>();
    for (String name : disk.list(events())) {
      day(name).filter(it -> !it.isBefore(first)).ifPresent(days::add);
    }
    return days;
  }

  /** The days whose file holds anything, oldest first. */
  List<LocalDate> written(Disk disk) throws IOException {
    List<LocalDate> days = new ArrayList<>();
    for (LocalDate day : days(disk)) {
      if (size(disk, day) > 0) {
        days.add(day);
      }
    }
    return days;
  }

  /** 0 where there is no file. */
  long size(Disk disk, LocalDate day) throws IOException {
    try {
      return disk.size(file(day));
    } catch (NoSuchFileException absent) {
      return 0;
    }
  }

  private static Optional<LocalDate> day(String name) {
    try {
      return DAY.matcher(name).matches() ? Optional.of(LocalDate.parse(name)) : Optional.empty();
    } catch (DateTimeException notADay) {
      return Optional.empty();
    }
  }

  /** What a hub kept after divergences, oldest first, and the current file last. */
  List<Integer> generations(Disk disk, LocalDate day) throws IOException {
    List<Integer> generations = new ArrayList<>();
    for (String name : disk.list(folder(day))) {
      Matcher kept = KEPT.matcher(name);
      if (name.equals(CURRENT)) {
        generations.add(LogPosition.CURRENT);
      } else if (kept.matches()) {
        generations.add(Integer.parseInt(kept.group(1)));
      }
    }
    generations.sort(Integer::compareTo);
    return generations;
  }
}
