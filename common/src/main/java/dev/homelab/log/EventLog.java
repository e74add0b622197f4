package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.Reserve;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node's own log, to which this process appends beside others (RULES L). A group of events is
 * written as whole lines at the end of the file and synced once; nothing counts as there, and
 * nothing is forwarded, before that (L6). For one worker thread.
 */
public final class EventLog implements LogSource, AutoCloseable {
  private final Disk disk;
  private final LogFiles files;
  private final LogSettings settings;
  private final InstantSource clock;
  private final LogOwnership ownership;
  private final Reserve reserve;
  private final Optional<Disk.Lock> lock;
  private LogIdentity identity;
  private Instant newest = Instant.EPOCH;
  private Map<LocalDate, Long> sent = Map.of();
  private long suppressed;
  private boolean broken;
  private Instant tidied = Instant.EPOCH;
  private final Map<LocalDate, Long> synced = new HashMap<>();
  private final Set<LocalDate> secured = new HashSet<>();
  private final Map<LocalDate, Tail> tails = new HashMap<>();
  private @Nullable LocalDate day;
  private Disk.@Nullable OpenFile open;
  private Disk.@Nullable OpenFile back;

  /** A day's end without a newline, and since when it has stood so. */
  private record Tail(long length, Instant since) {}

  private EventLog(
      Disk disk,
      LogFiles files,
      LogSettings settings,
      InstantSource clock,
      LogIdentity identity,
      Optional<Disk.Lock> lock) {
    this.disk = disk;
    this.files = files;
    this.settings = settings;
    this.clock = clock;
    this.identity = identity;
    this.lock = lock;
    this.ownership = new LogOwnership(disk, files);
    this.reserve = new Reserve(disk, files.root().resolve("state/log-reserve"));
  }

  /** The agent's: takes the lock, closes tails, makes days ahead of time (L5). */
  public static EventLog open(
      Disk disk, Path root, NodeId node, LogSettings settings, InstantSource clock)
      throws IOException {
    Path state = root.resolve("state");
    DiskFiles.createDirectories(disk, state);
    Optional<Disk.Lock> lock = disk.lock(state.resolve("log.lock"));
    if (lock.isEmpty()) {
      throw new LogLockedException("another agent runs on " + root + "; stop it first");
    }
    EventLog log =
        new EventLog(
            disk,
            new LogFiles(root, node),
            settings,
            clock,
            new LogIdentityFile(disk, root).readOrMake(clock),
            lock);
    log.begin();
    return log;
  }

  /** Another appender's on the same root: neither closes tails nor drops days (Y10). */
  public static EventLog openAppender(
      Disk disk, Path root, NodeId node, LogSettings settings, InstantSource clock)
      throws IOException {
    DiskFiles.createDirectories(disk, root.resolve("events"));
    return new EventLog(
        disk,
        new LogFiles(root, node),
        settings,
        clock,
        new LogIdentity("appender", 0),
        Optional.empty());
  }

  private void begin() throws IOException {
    List<LocalDate> written = ownership.written();
    if (!written.isEmpty()) {
      newest = written.getLast().atStartOfDay(ZoneOffset.UTC).toInstant();
      day = written.getLast();
    }
    reserve.restore();
    // Nothing is dropped before it can be known what the hub holds (L7).
    tidied = clock.instant();
    try {
      tellFailedSync();
      maintain();
    } catch (IOException failed) {
      if (broken || !DiskFiles.isFull(failed)) {
        throw failed;
      }
      // The agent goes on, and housekeeping comes back each second (L7).
    }
  }

  private void tellFailedSync() throws IOException {
    if (disk.exists(failedMark())) {
      append(
          List.of(
              Event.of(files.node(), "event-log", EventTypes.LOG_FSYNC_FAILED, Severity.ERROR)
                  .message("The disk failed to sync a log; the process started again")
                  .at(clock.instant())));
      disk.delete(failedMark());
    }
  }

  /** Left behind where a sync failed: what was told then could not be trusted to the log. */
  private Path failedMark() {
    return files.root().resolve("state/log-fsync-failed");
  }

  /**
   * Appends whole lines and syncs once; durable when it returns. After a failed sync it fails for
   * ever: what the disk then holds can't be known (RULES L6).
   */
  public void append(List<Event> events) throws IOException {
    requireSound();
    LocalDate today = today();
    Disk.OpenFile file = opened(today);
    boolean capped = file.size() > settings.maxDayBytes();
    ByteArrayOutputStream lines = new ByteArrayOutputStream(events.size() * 400 + 1);
    for (Event event : events) {
      if (!capped || event.severity().atLeast(Severity.ERROR)) {
        lines.writeBytes(line(event));
        newest = event.timestamp().isAfter(newest) && isBelieved() ? event.timestamp() : newest;
      } else {
        suppressed++;
      }
    }
    if (lines.size() > 0) {
      reserve.with(() -> write(file, lines.toByteArray()));
      long length = file.size();
      sync(file);
      synced.merge(today, length, Math::max);
    }
  }

  /** Whether a sync has failed: nothing more is written by this process (RULES L6). */
  boolean isBroken() {
    return broken;
  }

  /**
   * Leaves word for the next start that a sync under this root has failed (RULES L6): it is told by
   * {@code log_fsync_failed}.
   */
  public void markSyncFailed() throws IOException {
    disk.openAppend(failedMark()).close();
  }

  private void requireSound() throws IOException {
    if (broken) {
      throw new IOException("a sync of the log failed; the agent has to start again");
    }
  }

  private void sync(Disk.OpenFile file) throws IOException {
    try {
      file.sync();
    } catch (IOException failed) {
      broken = true;
      markSyncFailed();
      throw failed;
    }
  }

  /** Whether the clock can be right (RULES L9). */
  boolean isBelieved() {
    return ClockTrust.isBelieved(clock.instant(), settings.built(), newest);
  }

  private static byte[] line(Event event) {
    byte[] line = EventJson.line(event);
    if (line.length <= EventJson.MAX_LINE_BYTES) {
      return line;
    }
    String message = event.message();
    Event shorter =
        new Event(
            event.id(),
            event.timestamp(),
            event.node(),
            event.source(),
            event.type(),
            event.severity(),
            event.service(),
            message.length() > 4_000 ? message.substring(0, 4_000) + " …" : message,
            event.correlationId(),
            Map.of("shortened", "details were too long", "bytes", line.length),
            Map.of());
    return EventJson.line(shorter);
  }

  /** One write, behind a newline where the last writer left none; again after a short one (L3). */
  private void write(Disk.OpenFile file, byte[] lines) throws IOException {
    for (int attempt = 0; attempt < 8; attempt++) {
      boolean torn = !endsWithNewline();
      byte[] bytes = lines;
      if (torn) {
        bytes = new byte[lines.length + 1];
        bytes[0] = '\n';
        System.arraycopy(lines, 0, bytes, 1, lines.length);
      }
      if (file.append(ByteBuffer.wrap(bytes)) == bytes.length) {
        return;
      }
    }
    throw new IOException("the disk writes short again and again");
  }

  private boolean endsWithNewline() throws IOException {
    Disk.OpenFile reading = Objects.requireNonNull(back);
    long size = reading.size();
    if (size == 0) {
      return true;
    }
    ByteBuffer last = ByteBuffer.allocate(1);
    return reading.read(last, size - 1) == 1 && last.get(0) == '\n';
  }

  /** The day of the clock, but never before the newest day of the log (L9). */
  private LocalDate today() throws IOException {
    LocalDate now = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return day != null && now.isBefore(day) ? day : now;
  }

  private Disk.OpenFile opened(LocalDate wanted) throws IOException {
    if (open != null && wanted.equals(day)) {
      return open;
    }
    closeFiles();
    create(wanted);
    Disk.OpenFile file = disk.openAppend(files.file(wanted));
    open = file;
    back = disk.openRead(files.file(wanted));
    day = wanted;
    return file;
  }

  /**
   * A day's file counts only after it and the folders above it are durable (L6): whoever made it
   * may have ended before that was so.
   */
  private void create(LocalDate wanted) throws IOException {
    if (secured.contains(wanted) && disk.exists(files.file(wanted))) {
      return;
    }
    DiskFiles.createDirectories(disk, files.folder(wanted));
    try (Disk.OpenFile file = disk.openAppend(files.file(wanted))) {
      file.sync();
    }
    disk.syncDirectory(files.folder(wanted));
    disk.syncDirectory(files.folder(wanted).resolveSibling("."));
    disk.syncDirectory(files.events());
    secured.add(wanted);
  }

  /** Housekeeping, about once a second: days ahead of time, torn tails, days beyond the limit. */
  public void maintain() throws IOException {
    LocalDate today = today();
    create(today);
    create(today.plusDays(1));
    for (LocalDate each : List.of(today.minusDays(1), today)) {
      closeTail(each);
    }
    if (clock.instant().isAfter(tidied.plusSeconds(60)) && lock.isPresent()) {
      tidied = clock.instant();
      reserve.restore();
      tellFailedSync();
      tell(ownership.drop(sent, settings.maxBytes(), today, clock.instant()));
      tellSuppressed();
    }
  }

  private void tell(List<Event> events) throws IOException {
    if (!events.isEmpty()) {
      append(events);
    }
  }

  /** Severity error, so that the cap which it tells of does not keep it back. */
  private void tellSuppressed() throws IOException {
    if (suppressed > 0) {
      long count = suppressed;
      suppressed = 0;
      append(
          List.of(
              Event.of(files.node(), "event-log", EventTypes.EVENTS_SUPPRESSED, Severity.ERROR)
                  .message("The day's log is full; only errors are written")
                  .details(Map.of("count", count))
                  .at(clock.instant())));
    }
  }

  /** What the hub holds of each day, signed: it decides what may be dropped first (RULES L7). */
  public void sent(Map<LocalDate, Long> lengths) {
    sent = Map.copyOf(lengths);
  }

  /**
   * The right time, from a signed answer of the hub. Days that a clock ahead has written are set
   * aside under a higher epoch (RULES L9).
   */
  public void hubTime(Instant hub) throws IOException {
    List<LocalDate> ahead = ClockTrust.ahead(ownership.written(), hub, clock.instant());
    if (ahead.isEmpty() || lock.isEmpty()) {
      return;
    }
    closeFiles();
    LogIdentity raised = new LogIdentity(identity.id(), identity.epoch() + 1);
    new LogIdentityFile(disk, files.root()).keep(raised);
    ownership.setAside(ahead, identity.epoch());
    identity = raised;
    ahead.forEach(synced::remove);
    day = null;
    newest = Instant.EPOCH;
    maintain();
  }

  private void closeTail(LocalDate each) throws IOException {
    try (Disk.OpenFile file = disk.openRead(files.file(each))) {
      long size = file.size();
      ByteBuffer last = ByteBuffer.allocate(1);
      boolean whole = size == 0 || (file.read(last, size - 1) == 1 && last.get(0) == '\n');
      Tail known = tails.get(each);
      if (whole) {
        tails.remove(each);
      } else if (known == null || known.length() != size) {
        tails.put(each, new Tail(size, clock.instant()));
      } else if (!clock.instant().isBefore(known.since().plus(settings.tailCloses()))) {
        try (Disk.OpenFile append = disk.openAppend(files.file(each))) {
          append.append(ByteBuffer.wrap(new byte[] {'\n'}));
        }
        tails.remove(each);
      }
    } catch (NoSuchFileException absent) {
      tails.remove(each);
    }
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
      return days.isEmpty() ? today() : days.getFirst();
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  @Override
  public SortedMap<LocalDate, Long> durable() throws IOException {
    SortedMap<LocalDate, Long> lengths = new TreeMap<>();
    for (LocalDate each : files.days(disk)) {
      lengths.put(each, durable(each));
    }
    return lengths;
  }

  @Override
  public SortedMap<LocalDate, Long> durableFrom(LocalDate first) throws IOException {
    SortedMap<LocalDate, Long> lengths = new TreeMap<>();
    LocalDate last = today().plusDays(1);
    for (LocalDate each = first; !each.isAfter(last); each = each.plusDays(1)) {
      if (disk.exists(files.file(each))) {
        lengths.put(each, durable(each));
      }
    }
    return lengths;
  }

  private long durable(LocalDate each) throws IOException {
    requireSound();
    long known = synced.getOrDefault(each, 0L);
    long size = disk.size(files.file(each));
    if (size > known) {
      create(each);
      try (Disk.OpenFile file = disk.openAppend(files.file(each))) {
        size = file.size();
        sync(file);
      }
      synced.put(each, size);
    }
    return size;
  }

  @Override
  public int read(LocalDate from, long offset, ByteBuffer into) throws IOException {
    try (Disk.OpenFile file = disk.openRead(files.file(from))) {
      return file.read(into, offset);
    } catch (NoSuchFileException gone) {
      return 0;
    }
  }

  private void closeFiles() throws IOException {
    if (open != null) {
      open.close();
    }
    if (back != null) {
      back.close();
    }
    open = null;
    back = null;
  }

  @Override
  public void close() throws IOException {
    closeFiles();
    if (lock.isPresent()) {
      lock.get().close();
    }
  }
}
