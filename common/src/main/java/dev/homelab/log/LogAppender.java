package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.disk.Reserve;
import dev.homelab.event.Event;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Writes groups of lines to the day's file and syncs each group once (RULES L2, L6, L7). */
final class LogAppender implements AutoCloseable {
  private static final int ATTEMPTS = 8;

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
    List<EncodedLine> written =
        put(size -> size > maxDayBytes ? severe(lines) : lines, isAllUrgent(lines));
    suppressed += lines.size() - written.size();
    if (clock.isBelieved()) {
      for (EncodedLine line : written) {
        clock.wrote(line.timestamp());
      }
    }
  }

  /** What the log says of itself: held back by no cap, and worth the reserve. */
  void tell(Event event) throws IOException {
    EncodedLine line = EncodedLine.of(event);
    boolean believed = clock.isBelieved();
    var _ = put(size -> List.of(believed ? line : line.unsynced()), true);
    if (believed) {
      clock.wrote(line.timestamp());
    }
  }

  private static List<EncodedLine> severe(List<EncodedLine> lines) {
    return lines.stream().filter(EncodedLine::isSevere).toList();
  }

  private static boolean isAllUrgent(List<EncodedLine> lines) {
    for (EncodedLine line : lines) {
      if (!line.isUrgent()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes what is chosen by the length of the day's file; gives it once it is durable in the file
   * that stands there. Into one that was replaced meanwhile it is written again, with the same ids.
   */
  private List<EncodedLine> put(LongFunction<List<EncodedLine>> choice, boolean urgent)
      throws IOException {
    durable.requireSound();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      DayFile file = opened(clock.today());
      List<EncodedLine> lines = choice.apply(file.size());
      if (lines.isEmpty() || isDurable(file, lines, urgent)) {
        return lines;
      }
    }
    throw new IOException("the day's file is replaced again and again");
  }

  private boolean isDurable(DayFile file, List<EncodedLine> lines, boolean urgent)
      throws IOException {
    if (urgent) {
      reserve.with(() -> put(file, lines));
    } else {
      put(file, lines);
    }
    durable.sync(file.day(), file.file(), file.end());
    return look();
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
   * Says whether the open file, if there is one, still stands at its name. Where it was put back,
   * moved or deleted, what is appended from now on goes to what stands there.
   */
  boolean look() throws IOException {
    DayFile known = open;
    if (known == null || known.isStillThere()) {
      return true;
    }
    durable.forget(known.day());
    close();
    clock.read();
    return false;
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
