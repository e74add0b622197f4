package dev.homelab.sync.replica;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.Statement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps {@link ReplicaState} in its file. Before a day is written to it stands there, durably, with
 * the length that is certain; a day that is not listed has long been durable wholly.
 */
final class StateFile {
  private static final int RECENT_DAYS = 16;
  private static final String FOLDER = "state/sync";

  private final Disk disk;
  private final DaysOnDisk days;
  private final Path folder;
  private final Path file;
  private final Map<LocalDate, Long> acknowledged;
  private final Map<LocalDate, Long> unsent;
  private Optional<LogIdentity> identity;
  private volatile long sequence;
  private ReplicaState.Strikes strikes;
  private volatile Optional<String> refused;
  private boolean changed;

  private StateFile(DaysOnDisk days, ReplicaState state) {
    this.disk = days.disk();
    this.days = days;
    this.folder = days.root().resolve(FOLDER);
    this.file = fileOf(days);
    this.acknowledged = new LinkedHashMap<>(state.acknowledged());
    this.unsent = new TreeMap<>(state.unsent());
    this.identity = state.identity();
    this.sequence = state.sequence();
    this.strikes = state.strikes();
    this.refused = state.refused();
  }

  /** A file that can't be read counts as none: then no byte of the copy may be cut. */
  static StateFile load(DaysOnDisk days) throws IOException {
    ReplicaState state =
        DiskFiles.read(days.disk(), fileOf(days)).map(StateFile::read).orElse(ReplicaState.NEW);
    return new StateFile(days, state);
  }

  private static Path fileOf(DaysOnDisk days) {
    return days.root().resolve(FOLDER).resolve(days.node().name() + ".json");
  }

  private static ReplicaState read(byte[] json) {
    try {
      return ReplicaState.read(json);
    } catch (IllegalArgumentException unreadable) {
      return ReplicaState.NEW;
    }
  }

  Optional<LogIdentity> identity() {
    return identity;
  }

  long sequence() {
    return sequence;
  }

  Optional<String> refused() {
    return refused;
  }

  long acknowledged(LocalDate day, long otherwise) {
    return acknowledged.getOrDefault(day, otherwise);
  }

  /** Remembers the newest statement; says whether the log's identity is another one. */
  boolean hear(Statement statement) {
    changed = changed || sequence != statement.sequence();
    sequence = statement.sequence();
    Optional<LogIdentity> now = Optional.of(statement.identity());
    boolean other = !identity.equals(now);
    identity = now;
    return other;
  }

  /** The days below the node's floor that it never sent wholly, with the end that it stated. */
  Map<LocalDate, Long> cut(LocalDate floor) {
    Map<LocalDate, Long> cut = new TreeMap<>(unsent);
    cut.keySet().removeIf(day -> !day.isBefore(floor));
    unsent.keySet().removeAll(cut.keySet());
    changed = changed || !cut.isEmpty();
    return cut;
  }

  /** What the node stated of a day that it has dropped, if it never sent that day wholly. */
  Optional<Long> cutDay(LocalDate day) {
    Optional<Long> end = Optional.ofNullable(unsent.remove(day));
    changed = changed || end.isPresent();
    return end;
  }

  void unsent(LocalDate day, long end) {
    unsent.put(day, end);
  }

  /** Before a day is written to: gives the length that is certain. */
  long touch(LocalDate day, long size) throws IOException {
    Long known = acknowledged.get(day);
    if (known != null && known <= size) {
      return known;
    }
    if (acknowledged.size() >= RECENT_DAYS) {
      forgetWhole();
    }
    acknowledged.put(day, size);
    try {
      save(false);
    } catch (IOException unsaved) {
      acknowledged.remove(day);
      throw unsaved;
    }
    return size;
  }

  /** Days that are acknowledged to their end need not be listed; what is uncertain stays so. */
  private void forgetWhole() throws IOException {
    for (LocalDate day : List.copyOf(acknowledged.keySet())) {
      if (acknowledged.getOrDefault(day, 0L) >= days.size(day)) {
        acknowledged.remove(day);
      }
    }
  }

  void acknowledge(LocalDate day, long length) {
    Long before = acknowledged.put(day, length);
    changed = changed || before == null || before != length;
    Long end = unsent.get(day);
    if (end != null && end <= length) {
      unsent.remove(day);
    }
  }

  /** The day begins anew. */
  void forget(LocalDate day) {
    changed = acknowledged.remove(day) != null || changed;
    unsent.remove(day);
  }

  /** Counts a divergence; says whether it was the last that is borne with. */
  boolean strike(LocalDate today) throws IOException {
    strikes = strikes.andOne(today);
    save(false);
    return strikes.count() >= ReplicaState.Strikes.MAX;
  }

  void refuse(String reason) throws IOException {
    refused = Optional.of(reason);
    save(false);
  }

  void readmit() throws IOException {
    refused = Optional.empty();
    strikes = ReplicaState.Strikes.NONE;
    save(false);
  }

  void saveIfChanged() throws IOException {
    if (changed) {
      save(false);
    }
  }

  void saveClean() throws IOException {
    forgetWhole();
    save(true);
  }

  private void save(boolean clean) throws IOException {
    DiskFiles.createDirectories(disk, folder);
    DiskFiles.replace(
        disk,
        file,
        new ReplicaState(clean, identity, sequence, acknowledged, unsent, strikes, refused)
            .toJson());
    changed = false;
  }
}
