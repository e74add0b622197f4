package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.Reserve;
import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is done for a log from time to time: days ahead of time, torn tails, days beyond the limit,
 * and what the log has to say of itself (RULES L3, L5 to L7). Only its owner closes and drops.
 */
final class LogUpkeep {
  private static final Duration FULL_LOOK = Duration.ofMinutes(1);

  private final Disk disk;
  private final LogFiles files;
  private final LogSettings settings;
  private final LongSupplier nanos;
  private final boolean owner;
  private final LogClock clock;
  private final DurableDays durable;
  private final LogAppender appender;
  private final Reserve reserve;
  private final FailedSyncs failed;
  private final LogOwnership ownership;
  private final TornTails tails;
  private ToLongFunction<LocalDate> held = day -> 0;
  private long lookedNanos;

  LogUpkeep(
      Disk disk,
      LogFiles files,
      LogSettings settings,
      LongSupplier nanos,
      boolean owner,
      LogClock clock,
      DurableDays durable,
      LogAppender appender,
      Reserve reserve) {
    this.disk = disk;
    this.files = files;
    this.settings = settings;
    this.nanos = nanos;
    this.owner = owner;
    this.clock = clock;
    this.durable = durable;
    this.appender = appender;
    this.reserve = reserve;
    this.failed = new FailedSyncs(disk, files.root());
    this.ownership = new LogOwnership(disk, files);
    this.tails = new TornTails(disk, files, settings.tailCloses(), nanos);
    this.lookedNanos = nanos.getAsLong();
  }

  /** How much of a day the hub has: it decides what may be dropped first (RULES L7). */
  void held(ToLongFunction<LocalDate> lengths) {
    held = lengths;
  }

  /** Something to be done. */
  private interface Step {
    void run() throws IOException;
  }

  /** One that fails does not keep the others back: it may be they who make room. */
  private static void each(Step... steps) throws IOException {
    IOException first = null;
    for (Step step : steps) {
      first = run(step, first);
    }
    if (first != null) {
      throw first;
    }
  }

  private static @Nullable IOException run(Step step, @Nullable IOException before) {
    try {
      step.run();
      return before;
    } catch (IOException failure) {
      if (before == null) {
        return failure;
      }
      before.addSuppressed(failure);
      return before;
    }
  }

  /**
   * The first look; nothing is dropped before it can be known what the hub holds. What a failed
   * sync has left behind must be mended by then.
   */
  void begin() throws IOException {
    reserve.restore();
    each(
        this::nameForScripts, this::tellFailedSync, () -> tails.look(files.days(disk)), this::look);
  }

  /**
   * {@code state/node}: under which name scripts have to write, whatever the host is called (L1).
   */
  private void nameForScripts() throws IOException {
    Path file = files.root().resolve("state/node");
    byte[] name = (files.node() + "\n").getBytes(StandardCharsets.UTF_8);
    if (!Arrays.equals(name, DiskFiles.read(disk, file).orElse(null))) {
      DiskFiles.replace(disk, file, name);
    }
  }

  /** Every few seconds; at all days once a minute. */
  void look() throws IOException {
    durable.requireSound();
    var _ = appender.look();
    LocalDate today = clock.today();
    boolean all = nanos.getAsLong() - lookedNanos >= FULL_LOOK.toNanos();
    each(
        () -> durable.secure(today),
        () -> durable.secure(today.plusDays(1)),
        () -> closeTails(today, all),
        () -> lookAtAll(today, all));
  }

  private void closeTails(LocalDate today, boolean all) throws IOException {
    if (owner) {
      tails.look(all ? files.days(disk) : List.of(today.minusDays(1), today));
    }
  }

  private void lookAtAll(LocalDate today, boolean all) throws IOException {
    if (!all) {
      return;
    }
    lookedNanos = nanos.getAsLong();
    if (owner) {
      reserve.restore();
      each(() -> drop(today), this::tellFailedSync, this::tellSuppressed);
    } else {
      tellSuppressed();
    }
  }

  /** Whole days beyond the limit; what leaves unsent is announced durably first (RULES L7). */
  private void drop(LocalDate today) throws IOException {
    List<Retention.Drop> due = ownership.due(held, settings.maxBytes(), today);
    Optional<Event> announced = ownership.announcement(due, clock.now());
    if (announced.isPresent()) {
      appender.tell(announced.get());
    }
    for (Retention.Drop drop : due) {
      ownership.remove(drop.day());
      forget(drop.day());
    }
  }

  private void forget(LocalDate day) {
    durable.forget(day);
    tails.forget(day);
  }

  /** Moves days that a clock ahead has written out of the log (RULES L9). */
  void setAside(List<LocalDate> ahead, int epoch) throws IOException {
    appender.close();
    ownership.setAside(ahead, epoch);
    ahead.forEach(this::forget);
    clock.read();
  }

  /** Writes again whatever a failed sync may have left in the system's memory only (RULES L6). */
  int mend() throws IOException {
    List<Path> all =
        failed.isAny() ? files.days(disk).stream().map(files::file).toList() : List.of();
    return failed.mend(all);
  }

  private void tellFailedSync() throws IOException {
    if (failed.isAny()) {
      int mended = mend();
      appender.tell(
          Event.of(files.node(), "event-log", EventTypes.LOG_FSYNC_FAILED, Severity.ERROR)
              .message("The disk failed to sync a log; the process started again")
              .at(clock.now()));
      failed.clear(mended);
    }
  }

  private void tellSuppressed() throws IOException {
    long count = appender.suppressed();
    if (count > 0) {
      appender.tell(
          Event.of(files.node(), "event-log", EventTypes.EVENTS_SUPPRESSED, Severity.ERROR)
              .message("The day's log is full; only errors are written")
              .details(Map.of("count", count))
              .at(clock.now()));
      appender.told(count);
    }
  }
}
