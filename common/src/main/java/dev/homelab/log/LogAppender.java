package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.disk.Reserve;
import dev.homelab.event.Event;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes groups of lines to the day's file and syncs each group once (RULES L2, L6, L7). */
final class LogAppender implements AutoCloseable {
  private final Disk disk;
  private final LogFiles files;
  private final long maxDayBytes;
  private final LogClock clock;
  private final DurableDays durable;
  private final Reserve reserve;
  private final LineBuffer buffer = new LineBuffer();
  private long suppressed;
  private @Nullable DayFile open;

  LogAppender(
      Disk disk,
      LogFiles files,
      long maxDayBytes,
      LogClock clock,
      DurableDays durable,
      Reserve reserve) {
    this.disk = disk;
    this.files = files;
    this.maxDayBytes = maxDayBytes;
    this.clock = clock;
    this.durable = durable;
    this.reserve = reserve;
  }

  /** Durable when it returns; what the day's cap keeps out is counted. */
  void write(List<EncodedLine> lines) throws IOException {
    durable.requireSound();
    DayFile file = opened(clock.today());
    boolean capped = file.size() > maxDayBytes;
    write(file, capped ? severe(lines) : lines, isAllUrgent(lines));
  }

  /** What the log says of itself: held back by no cap, and worth the reserve. */
  void tell(Event event) throws IOException {
    durable.requireSound();
    EncodedLine line = EncodedLine.of(event);
    DayFile file = opened(clock.today());
    write(file, List.of(clock.isBelieved() ? line : line.unsynced()), true);
  }

  private List<EncodedLine> severe(List<EncodedLine> lines) {
    List<EncodedLine> severe = lines.stream().filter(EncodedLine::isSevere).toList();
    suppressed += lines.size() - severe.size();
    return severe;
  }

  private static boolean isAllUrgent(List<EncodedLine> lines) {
    for (EncodedLine line : lines) {
      if (!line.isUrgent()) {
        return false;
      }
    }
    return true;
  }

  private void write(DayFile file, List<EncodedLine> lines, boolean urgent) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    if (urgent) {
      reserve.with(() -> put(file, lines));
    } else {
      put(file, lines);
    }
    durable.sync(file.day(), file.file(), file.end());
    if (clock.isBelieved()) {
      for (EncodedLine line : lines) {
        clock.wrote(line.timestamp());
      }
    }
  }

  /** As few writes as the buffer allows; each of whole lines. */
  private void put(DayFile file, List<EncodedLine> lines) throws IOException {
    buffer.clear();
    for (EncodedLine line : lines) {
      if (!buffer.add(line.bytes())) {
        file.append(buffer);
        var _ = file.size();
        buffer.clear();
        var _ = buffer.add(line.bytes());
      }
    }
    file.append(buffer);
  }

  private DayFile opened(LocalDate day) throws IOException {
    DayFile known = open;
    if (known != null && known.day().equals(day)) {
      return known;
    }
    close();
    durable.secure(day);
    DayFile file = DayFile.open(disk, files.file(day), day);
    open = file;
    clock.opened(day);
    return file;
  }

  /**
   * Where the open file was put back, moved or deleted: what is appended from now on goes to what
   * stands there.
   */
  void look() throws IOException {
    DayFile known = open;
    if (known != null && !known.isStillThere()) {
      durable.forget(known.day());
      close();
      clock.read();
    }
  }

  /** How many lines the cap has kept out and nobody has told of. */
  long suppressed() {
    return suppressed;
  }

  void told(long count) {
    suppressed -= count;
  }

  /** The next line opens the file anew. */
  @Override
  public void close() throws IOException {
    DayFile file = open;
    open = null;
    if (file != null) {
      file.close();
    }
  }
}
