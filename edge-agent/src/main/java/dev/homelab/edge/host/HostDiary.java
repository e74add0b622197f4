package dev.homelab.edge.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was read of the machine: the ring of the last day, {@code state/host.ring}, and the
 * month's traffic, {@code state/host.json}. Blocks; for one worker.
 */
public final class HostDiary implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HostDiary.class.getName());

  /** What a power cut may lose of the month's count, and how often a flash card is written to. */
  private static final Duration SAVE = Duration.ofMinutes(10);

  private final Disk disk;
  private final Path monthFile;
  private final Path ringFile;
  private final Supplier<ZoneId> zone;
  private final Supplier<Optional<Instant>> date;
  private @Nullable ReadingRing ring;
  private @Nullable DataMonths months;
  private @Nullable Instant saved;
  private boolean failing;

  /**
   * @param state {@code state/} under the node's root
   * @param zone in whose calendar a month begins
   * @param date the time by a clock that is believed; empty while none is
   */
  public HostDiary(Disk disk, Path state, Supplier<ZoneId> zone, Supplier<Optional<Instant>> date) {
    this.disk = disk;
    this.monthFile = state.resolve("host.json");
    this.ringFile = state.resolve("host.ring");
    this.zone = zone;
    this.date = date;
  }

  /** Notes a reading, and gives the bytes of the month with it; a full disk loses the note only. */
  public long note(HostReading reading) {
    DataMonths before = known();
    Optional<YearMonth> now = thisMonth();
    DataMonths after = before.with(now, reading.traffic(), reading.bootId());
    months = after;
    try {
      put(reading, before.moved(reading.traffic(), reading.bootId()));
      save(reading.at(), after);
      failing = false;
    } catch (IOException failed) {
      if (!failing) {
        LOG.log(System.Logger.Level.WARNING, "what the machine does can''t be kept: {0}", failed);
      }
      failing = true;
    }
    return after.bytes(now);
  }

  /** What has gone through the uplink this month, as far as it is noted. */
  public long monthBytes() {
    return known().bytes(thisMonth());
  }

  private Optional<YearMonth> thisMonth() {
    return date.get().map(now -> YearMonth.from(now.atZone(zone.get())));
  }

  private void put(HostReading reading, long moved) throws IOException {
    opened()
        .put(
            new ReadingRing.Minute(
                reading.at(),
                reading.loadPercent(),
                reading.memoryPercent(),
                reading.pressurePercent(),
                reading.celsius(),
                moved));
  }

  private ReadingRing opened() throws IOException {
    ReadingRing open = ring;
    if (open == null) {
      open = ReadingRing.open(ringFile);
      ring = open;
    }
    return open;
  }

  private DataMonths known() {
    DataMonths now = months;
    if (now == null) {
      now = read();
      months = now;
    }
    return now;
  }

  private DataMonths read() {
    try {
      return DiskFiles.read(disk, monthFile).map(HostDiary::parse).orElse(DataMonths.NONE);
    } catch (IOException unreadable) {
      LOG.log(System.Logger.Level.WARNING, "{0} can''t be read: {1}", monthFile, unreadable);
      return DataMonths.NONE;
    }
  }

  private static DataMonths parse(byte[] json) {
    try {
      return DataMonths.read(EventJson.parse(json, 0, json.length));
    } catch (JsonProcessingException torn) {
      return DataMonths.NONE;
    }
  }

  private void save(Instant now, DataMonths what) throws IOException {
    Instant last = saved;
    if (last == null || Duration.between(last, now).abs().compareTo(SAVE) >= 0) {
      DiskFiles.replace(disk, monthFile, EventJson.pretty(what.toMap()));
      saved = now;
    }
  }

  /** The minutes of the last day, the oldest first. */
  public List<ReadingRing.Minute> minutes(Instant now) throws IOException {
    return opened().before(now);
  }

  /** Saves for the last time. */
  @Override
  public void close() throws IOException {
    DataMonths last = months;
    if (last != null) {
      DiskFiles.replace(disk, monthFile, EventJson.pretty(last.toMap()));
    }
    if (ring != null) {
      ring.close();
      ring = null;
    }
  }
}
