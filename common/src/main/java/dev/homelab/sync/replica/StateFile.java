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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps {@link ReplicaState} in its file. Before a day is written to it stands there, durably, with
 * the length that is certain; a day that is not listed has long been durable wholly.
 */
final class StateFile {
  private static final int RECENT_DAYS = 16;

  /** A year of days that a node may have; of what lists more, the newest. */
  private static final int UNSENT_DAYS = 400;

  private static final String FOLDER = "state/sync";

  private final Disk disk;
  private final DaysOnDisk days;
  private final Path folder;
  private final Path file;
  private final Map<LocalDate, Long> acknowledged;
  private final SortedMap<LocalDate, Long> unsent;
  private Optional<LogIdentity> identity;
  private volatile long sequence;
  private ReplicaState.OnDay strikes;
  private ReplicaState.OnDay begun;
  private int allowed;
  private volatile Optional<String> refused;

  /** Written by whoever holds the replica's lock. */
  private volatile boolean changed;

  private long version;

  /** Guards the file, and is taken last. */
  private final Object writing = new Object();

  private long written;

  /** What is to be written. */
  @SuppressWarnings("ArrayRecordComponent") // a file's content, compared nowhere
  record Snapshot(long version, byte[] json) {}

  private StateFile(DaysOnDisk days, ReplicaState state) {
    this.disk = days.disk().forOwnerOnly();
    this.days = days;
    this.folder = days.root().resolve(FOLDER);
    this.file = fileOf(days);
    this.acknowledged = new LinkedHashMap<>(state.acknowledged());
    this.unsent = new TreeMap<>(state.unsent());
    this.identity = state.identity();
    this.sequence = state.sequence();
    this.strikes = state.strikes();
    this.begun = state.begun();
    this.allowed = state.allowed();
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

  /** What of a day is durable and known to be the node's. */
  long certain(LocalDate day) throws IOException {
    long size = days.size(day);
    return Math.min(size, acknowledged(day, size));
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
    Long before = unsent.put(day, end);
    changed = changed || before == null || before != end;
    if (unsent.size() > UNSENT_DAYS) {
      unsent.remove(unsent.firstKey());
    }
  }

  /** The days from one on that the node has not sent wholly. */
  Set<LocalDate> unsentFrom(LocalDate first) {
    return unsent.tailMap(first).keySet();
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
      save();
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

  /** Counts a divergence; says how many there were on this day. */
  int strike(LocalDate today) throws IOException {
    strikes = strikes.andOne(today);
    save();
    return strikes.count();
  }

  /** Counts a day that is begun, durably before it is; says how many there were on this day. */
  int begin(LocalDate today) throws IOException {
    begun = begun.andOne(today);
    save();
    return begun.count();
  }

  /** Counts a day that was cut unsent with those that are begun; says how many there were. */
  int cutUnsent(LocalDate today) {
    begun = begun.andOne(today);
    changed = true;
    return begun.count();
  }

  /** How many times the limits of bytes are granted. */
  int allowed() {
    return allowed;
  }

  void refuse(String reason) throws IOException {
    refused = Optional.of(reason);
    save();
  }

  /** A person decided: what counted against the log counts no longer. */
  void readmit() throws IOException {
    allowed += refused.isPresent() ? 1 : 0;
    refused = Optional.empty();
    strikes = ReplicaState.OnDay.NONE;
    begun = ReplicaState.OnDay.NONE;
    save();
  }

  /** Once a second, from whoever has the copy to himself; he writes it when he has let go. */
  Optional<Snapshot> changes() {
    if (!changed) {
      return Optional.empty();
    }
    changed = false;
    return Optional.of(snapshot());
  }

  /** It could not be written. */
  void stillChanged() {
    changed = true;
  }

  /** From any thread. */
  boolean isChanged() {
    return changed;
  }

  void saveAll() throws IOException {
    forgetWhole();
    save();
  }

  private void save() throws IOException {
    write(snapshot());
    changed = false;
  }

  private Snapshot snapshot() {
    version++;
    ReplicaState state =
        new ReplicaState(
            identity, sequence, acknowledged, unsent, strikes, begun, allowed, refused);
    return new Snapshot(version, state.toJson());
  }

  /** Nothing older follows something newer. */
  void write(Snapshot snapshot) throws IOException {
    synchronized (writing) {
      if (snapshot.version() > written) {
        DiskFiles.createDirectories(disk, folder);
        DiskFiles.replace(disk, file, snapshot.json());
        written = snapshot.version();
      }
    }
  }
}
