package dev.homelab.hub.observer;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.NodeId;
import dev.homelab.world.FoldSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The snapshots of one log's fold: the newest one, and the last of each of the days before it, so
 * that a line that comes late to yesterday need not begin with the log's first (RULES W6).
 *
 * <pre>
 * state/fold/NODE.json              the newest
 * state/fold/NODE/YYYY-MM-DD.json   the last whose place is in that day
 * </pre>
 */
final class FoldSnapshots {
  private static final String SUFFIX = ".json";

  /** A line later than that folds the log from its beginning. */
  private static final int KEPT = 8;

  private final Disk disk;
  private final Path folder;
  private final Path newest;
  private final Path days;
  private final String table;

  /**
   * @param table identifies the table of types: a snapshot that was folded with another is not used
   */
  FoldSnapshots(Disk disk, Path root, NodeId node, String table) {
    this.disk = disk;
    this.folder = root.resolve("state/fold");
    this.newest = folder.resolve(node + SUFFIX);
    this.days = folder.resolve(node.name());
    this.table = table;
  }

  /** The newest; a crash may have left none but those of days. */
  Optional<FoldSnapshot> newest() throws IOException {
    Optional<FoldSnapshot> snapshot = read(newest);
    return snapshot.isPresent() ? snapshot : lastOfDays();
  }

  private Optional<FoldSnapshot> read(Path file) throws IOException {
    return DiskFiles.read(disk, file).flatMap(bytes -> FoldSnapshot.read(bytes, table));
  }

  /**
   * Takes the place of the newest, which is kept if it is of an earlier day.
   *
   * @param before the day of the newest, or {@link LocalDate#EPOCH} where there is none
   */
  void write(FoldSnapshot snapshot, LocalDate day, LocalDate before) throws IOException {
    DiskFiles.createDirectories(disk, folder);
    boolean known = before.isAfter(LocalDate.EPOCH);
    if (known && before.isBefore(day) && disk.exists(newest)) {
      DiskFiles.createDirectories(disk, days);
      disk.move(newest, file(before));
      disk.syncDirectory(days);
      drop(kept().stream().limit(Math.max(0, kept().size() - KEPT)));
    }
    DiskFiles.replace(disk, newest, snapshot.write());
  }

  /**
   * The last one in which nothing of the days behind {@code day} is folded, if there is one; those
   * in which there is are no longer the beginning of the log, and are deleted.
   *
   * @param itself whether the day itself may be folded in it
   */
  Optional<FoldSnapshot> goBack(LocalDate day, boolean itself) throws IOException {
    LocalDate last = itself ? day : day.minusDays(1);
    drop(kept().stream().filter(kept -> kept.isAfter(last)));
    disk.delete(newest);
    return lastOfDays();
  }

  private Optional<FoldSnapshot> lastOfDays() throws IOException {
    for (LocalDate kept : kept().reversed()) {
      Optional<FoldSnapshot> snapshot = read(file(kept));
      if (snapshot.isPresent()) {
        return snapshot;
      }
    }
    return Optional.empty();
  }

  private Path file(LocalDate day) {
    return days.resolve(day + SUFFIX);
  }

  /** Sorted. */
  private List<LocalDate> kept() throws IOException {
    return disk.exists(days)
        ? disk.list(days).stream().flatMap(name -> day(name).stream()).sorted().toList()
        : List.of();
  }

  private static Optional<LocalDate> day(String name) {
    try {
      return name.endsWith(SUFFIX)
          ? Optional.of(LocalDate.parse(name.substring(0, name.length() - SUFFIX.length())))
          : Optional.empty();
    } catch (DateTimeParseException foreign) {
      return Optional.empty();
    }
  }

  private void drop(Stream<LocalDate> over) throws IOException {
    for (LocalDate day : over.toList()) {
      disk.delete(file(day));
    }
  }
}
