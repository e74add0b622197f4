package dev.homelab.sync.replica;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Where the days of a node's log stand under a root: {@code events/<day>/<node>/}. */
record DaysOnDisk(Disk disk, Path root, NodeId node) {
  static final String CURRENT = "events.jsonl";

  Path folder(LocalDate day) {
    return root.resolve("events").resolve(day.toString()).resolve(node.name());
  }

  Path file(LocalDate day) {
    return folder(day).resolve(CURRENT);
  }

  /** 0 where there is no file. */
  long size(LocalDate day) throws IOException {
    try {
      return disk.size(file(day));
    } catch (NoSuchFileException absent) {
      return 0;
    }
  }

  /** Of all files of a day. */
  long bytes(LocalDate day) throws IOException {
    long bytes = 0;
    for (String name : disk.list(folder(day))) {
      bytes += disk.size(folder(day).resolve(name));
    }
    return bytes;
  }

  /** Of all files of all days. */
  long allBytes() throws IOException {
    long bytes = 0;
    for (LocalDate day : daysFrom(LocalDate.MIN)) {
      bytes += bytes(day);
    }
    return bytes;
  }

  /** How many days of the node's log there are from a day on. */
  int heldFrom(LocalDate first) throws IOException {
    int held = 0;
    for (LocalDate day : daysFrom(first)) {
      held += disk.exists(folder(day)) ? 1 : 0;
    }
    return held;
  }

  /** The days that have a folder, whosever, from a day on. */
  List<LocalDate> daysFrom(LocalDate floor) throws IOException {
    List<LocalDate> days = new ArrayList<>();
    for (String name : disk.list(root.resolve("events"))) {
      if (isDay(name) && !LocalDate.parse(name).isBefore(floor)) {
        days.add(LocalDate.parse(name));
      }
    }
    return days;
  }

  private static boolean isDay(String name) {
    try {
      return LocalDate.parse(name).toString().equals(name);
    } catch (DateTimeException foreign) {
      return false;
    }
  }

  /** The highest {@code n} of the day's {@code events.<n>.jsonl}, 0 where there is none. */
  int generations(LocalDate day) throws IOException {
    int highest = 0;
    for (String name : disk.list(folder(day))) {
      if (name.matches("events\\.\\d{1,9}\\.jsonl")) {
        highest = Math.max(highest, Integer.parseInt(name, 7, name.length() - 6, 10));
      }
    }
    return highest;
  }

  /**
   * Keeps the current copy as the next {@code events.<n>.jsonl}, durably; {@code n} is given back.
   */
  int close(LocalDate day) throws IOException {
    int generation = 1 + generations(day);
    String name = "events." + generation + ".jsonl";
    disk.move(file(day), folder(day).resolve(name));
    disk.syncDirectory(folder(day));
    return generation;
  }

  /** Moves a day out of {@code events/}, durably; the folder that it is in now is given back. */
  String setAside(LocalDate day) throws IOException {
    int number = 1;
    while (disk.exists(ahead(number, day).resolve(node.name()))) {
      number++;
    }
    Path to = ahead(number, day);
    DiskFiles.createDirectories(disk, to);
    disk.move(folder(day), to.resolve(node.name()));
    disk.syncDirectory(to);
    disk.syncDirectory(above(folder(day)));
    return root.relativize(to).toString();
  }

  /** Deletes the log's part of a day, durably, and the day's folder where nobody else uses it. */
  void delete(LocalDate day) throws IOException {
    for (String name : disk.list(folder(day))) {
      boolean _ = disk.delete(folder(day).resolve(name));
    }
    boolean _ = disk.delete(folder(day));
    Path whole = above(folder(day));
    if (disk.list(whole).isEmpty()) {
      boolean _ = disk.delete(whole);
      disk.syncDirectory(above(whole));
    } else {
      disk.syncDirectory(whole);
    }
  }

  /** As on the node itself: {@code events-ahead/<n>/<day>/<node>}. */
  private Path ahead(int number, LocalDate day) {
    return root.resolve("events-ahead").resolve(String.valueOf(number)).resolve(day.toString());
  }

  static Path above(Path path) {
    Path above = path.getParent();
    if (above == null) {
      throw new IllegalArgumentException(path + " has no folder above it");
    }
    return above;
  }
}
