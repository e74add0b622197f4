package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.Reserve;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * A node's own log, to which this process appends beside others (RULES L). A group of events is
 * written as whole lines at the end of the file and synced once; nothing counts as there, and
 * nothing is forwarded, before that (L6). For one worker thread.
 */
public final class EventLog implements LogSource, AutoCloseable {
  private final Disk disk;
  private final LogFiles files;
  private final Optional<Disk.Lock> lock;
  private final LogClock clock;
  private final DurableDays durable;
  private final LogAppender appender;
  private final LogUpkeep upkeep;
  private LogIdentity identity;

  private EventLog(
      Disk disk,
      LogFiles files,
      LogSettings settings,
      InstantSource clock,
      LongSupplier nanos,
      LogIdentity identity,
      Optional<Disk.Lock> lock) {
    this.disk = disk;
    this.files = files;
    this.identity = identity;
    this.lock = lock;
    this.clock = new LogClock(disk, files, clock, settings.built());
    this.durable = new DurableDays(disk, files);
    Reserve reserve = new Reserve(disk, files.root().resolve("state/log-reserve"));
    this.appender =
        new LogAppender(disk, files, settings.maxDayBytes(), this.clock, durable, reserve);
    this.upkeep =
        new LogUpkeep(
            disk, files, settings, nanos, lock.isPresent(), this.clock, durable, appender, reserve);
  }

  /** The agent's: takes the lock, closes tails, makes days ahead of time (L5). */
  public static EventLog open(
      Disk disk, Path root, NodeId node, LogSettings settings, InstantSource clock)
      throws IOException {
    return open(disk, root, node, settings, clock, System::nanoTime);
  }

  static EventLog open(
      Disk disk,
      Path root,
      NodeId node,
      LogSettings settings,
      InstantSource clock,
      LongSupplier nanos)
      throws IOException {
    Path state = root.resolve("state");
    DiskFiles.createDirectories(disk, state);
    Optional<Disk.Lock> lock = disk.lock(state.resolve("log.lock"));
    if (lock.isEmpty()) {
      throw new LogLockedException("another agent runs on " + root + "; stop it first");
    }
    LogIdentity identity = new LogIdentityFile(disk, root).readOrMake(clock);
    EventLog log =
        new EventLog(disk, new LogFiles(root, node), settings, clock, nanos, identity, lock);
    try {
      log.begin();
      return log;
    } catch (IOException failed) {
      log.close();
      throw failed;
    }
  }

  /** Another appender's on the same root: neither closes tails nor drops days (Y10). */
  public static EventLog openAppender(
      Disk disk, Path root, NodeId node, LogSettings settings, InstantSource clock)
      throws IOException {
    return openAppender(disk, root, node, settings, clock, System::nanoTime);
  }

  static EventLog openAppender(
      Disk disk,
      Path root,
      NodeId node,
      LogSettings settings,
      InstantSource clock,
      LongSupplier nanos)
      throws IOException {
    DiskFiles.createDirectories(disk, root.resolve("events"));
    LogIdentity identity = new LogIdentity("appender", 0);
    EventLog log =
        new EventLog(
            disk, new LogFiles(root, node), settings, clock, nanos, identity, Optional.empty());
    var _ = log.upkeep.mend();
    log.clock.read();
    return log;
  }

  private void begin() throws IOException {
    var _ = upkeep.mend();
    clock.read();
    try {
      upkeep.begin();
    } catch (IOException full) {
      if (durable.isBroken() || !DiskFiles.isFull(full)) {
        throw full;
      }
      // The agent goes on, and housekeeping comes back every few seconds (L7).
    }
  }

  /**
   * Appends whole lines and syncs once; durable when it returns. After a failed sync it fails for
   * ever: what the disk then holds can't be known (RULES L6).
   */
  public void append(List<Event> events) throws IOException {
    write(events.stream().map(EncodedLine::of).toList());
  }

  /** The same with lines that are encoded already. */
  void write(List<EncodedLine> lines) throws IOException {
    appender.write(lines);
  }

  /** Whether a sync has failed: nothing more is written by this process (RULES L6). */
  boolean isBroken() {
    return durable.isBroken();
  }

  /**
   * Leaves word for the next start that a sync under this root has failed (RULES L6): it is told by
   * {@code log_fsync_failed}.
   */
  public void markSyncFailed() throws IOException {
    new FailedSyncs(disk, files.root()).add();
  }

  /** Whether the clock can be right (RULES L9). From any thread. */
  public boolean isClockBelieved() {
    return clock.isBelieved();
  }

  /** Housekeeping, every few seconds: days ahead of time, torn tails, days beyond the limit. */
  public void maintain() throws IOException {
    upkeep.look();
  }

  /** How much of a day the hub has: it decides what may be dropped first (RULES L7). */
  public void held(ToLongFunction<LocalDate> lengths) {
    upkeep.held(lengths);
  }

  /**
   * The right time, from a signed answer of the hub. Days that a clock ahead has written are set
   * aside under a higher epoch (RULES L9).
   */
  public void hubTime(Instant hub) throws IOException {
    List<LocalDate> ahead = ClockTrust.ahead(files.written(disk), hub, clock.now());
    if (ahead.isEmpty() || lock.isEmpty()) {
      return;
    }
    LogIdentity raised = new LogIdentity(identity.id(), identity.epoch() + 1);
    new LogIdentityFile(disk, files.root()).keep(raised);
    upkeep.setAside(ahead, identity.epoch());
    identity = raised;
    upkeep.look();
  }

  @Override
  public NodeId node() {
    return files.node();
  }

  @Override
  public LogIdentity identity() {
    return identity;
  }

  @Override
  public LocalDate floor() {
    try {
      List<LocalDate> days = files.days(disk);
      return days.isEmpty() ? clock.today() : days.getFirst();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public SortedMap<LocalDate, Long> durable() throws IOException {
    return durable(files.days(disk));
  }

  @Override
  public SortedMap<LocalDate, Long> durableFrom(LocalDate first) throws IOException {
    List<LocalDate> days = new ArrayList<>();
    LocalDate last = clock.today().plusDays(1);
    for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
      if (disk.exists(files.file(day))) {
        days.add(day);
      }
    }
    return durable(days);
  }

  private SortedMap<LocalDate, Long> durable(List<LocalDate> days) throws IOException {
    durable.requireSound();
    SortedMap<LocalDate, Long> lengths = new TreeMap<>();
    for (LocalDate day : days) {
      lengths.put(day, durable.upTo(day));
    }
    return lengths;
  }

  @Override
  public int read(LocalDate from, long offset, ByteBuffer into) throws IOException {
    try (Disk.OpenFile file = disk.openRead(files.file(from))) {
      return file.read(into, offset);
    } catch (NoSuchFileException gone) {
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    appender.close();
    if (lock.isPresent()) {
      lock.get().close();
    }
  }
}
