package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.event.Event;
import dev.homelab.event.Ulid;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** The day to which a log is written, and whether its clock is believed (RULES L9). */
final class LogClock {
  private final Disk disk;
  private final LogFiles files;
  private final InstantSource clock;
  private final Instant built;
  private LocalDate day = LocalDate.EPOCH;
  private volatile Instant newest = Instant.EPOCH;
  private LocalDate seen = LocalDate.EPOCH;

  LogClock(Disk disk, LogFiles files, InstantSource clock, Instant built) {
    this.disk = disk;
    this.files = files;
    this.clock = clock;
    this.built = built;
  }

  Instant now() {
    return clock.instant();
  }

  /** Learns anew from the files how far the log has come, whoever wrote it. */
  void read() throws IOException {
    day = LocalDate.EPOCH;
    newest = Instant.EPOCH;
    List<LocalDate> written = files.written(disk);
    if (!written.isEmpty()) {
      day = written.getLast();
      newest = later(startOf(day), newestStamp());
    }
  }

  /** Of the last line that this machine's clock has stamped; at most the end of its day. */
  private Instant newestStamp() throws IOException {
    return new EventHistory(disk, files.root())
            .before(List.of(files.node()), EventHistory.Cursor.NEWEST, LogClock::isStampedHere, 1)
            .stream()
            .map(found -> earlier(found.event().timestamp(), startOf(found.at().day().plusDays(1))))
            .findFirst()
            .orElse(Instant.EPOCH);
  }

  /** What comes from another machine, as Home Assistant's times do, has no id of that moment. */
  private static boolean isStampedHere(Event event) {
    return Ulid.time(event.id()).filter(event.timestamp()::equals).isPresent();
  }

  /**
   * The day of the clock, but never before the newest day of the log; nor, where it is empty,
   * before the build: under a clock without a battery it would begin in 1970, on a day that no hub
   * keeps.
   */
  LocalDate today() throws IOException {
    LocalDate now = dayOf(clock.instant());
    if (now.isBefore(seen)) {
      // While the clock was ahead another process may have written to a day of the future.
      List<LocalDate> written = files.written(disk);
      day = written.isEmpty() ? day : later(day, written.getLast());
    }
    seen = now;
    return later(day.equals(LocalDate.EPOCH) ? dayOf(built) : day, now);
  }

  private static LocalDate dayOf(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  /** From any thread. */
  boolean isBelieved() {
    return ClockTrust.isBelieved(clock.instant(), built, newest);
  }

  /** A day is written to. */
  void opened(LocalDate written) {
    day = later(day, written);
  }

  /** A line was written with this time, under a clock that is believed. */
  void wrote(Instant stamp) {
    newest = later(newest, stamp);
  }

  private static Instant startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static LocalDate later(LocalDate one, LocalDate other) {
    return one.isAfter(other) ? one : other;
  }
}
