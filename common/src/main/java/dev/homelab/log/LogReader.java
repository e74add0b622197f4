package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads one node's log under a root, its own or the hub's copy, in the canonical order: by day,
 * generation and offset, each generation without what it has in common with the one before (RULES
 * W6). Remembers how far each file was read, so that a line which comes late is noticed.
 */
public final class LogReader {
  private final Disk disk;
  private final LogFiles files;
  private final LineParser parser;
  private final TreeMap<LogPosition, Long> read = new TreeMap<>();
  private long skipped;

  public LogReader(Disk disk, Path root, NodeId node) {
    this.disk = disk;
    this.files = new LogFiles(root, node);
    this.parser = new LineParser(node);
  }

  /**
   * Some lines.
   *
   * @param next where to go on
   * @param end whether there was nothing more to read when this was read
   */
  public record Chunk(List<LogLine> lines, LogPosition next, boolean end) {}

  /** Reads on from a position; at most so many bytes, but a whole line at least. */
  public Chunk read(LogPosition from, int maxBytes) throws IOException {
    List<LogLine> lines = new ArrayList<>();
    LogPosition at = from;
    int left = maxBytes;
    while (left > 0) {
      Optional<LogPosition> file = fileAt(at);
      if (file.isEmpty()) {
        return new Chunk(lines, at, true);
      }
      at = file.get();
      long before = at.offset();
      at = readFile(at, left, lines);
      long got = at.offset() - before;
      left -= (int) got;
      if (got == 0) {
        Optional<LogPosition> following = following(at);
        if (following.isEmpty()) {
          return new Chunk(lines, at, true);
        }
        at = following.get();
      }
    }
    return new Chunk(lines, at, false);
  }

  /** The position itself if its file is there, else the beginning of the next file. */
  private Optional<LogPosition> fileAt(LogPosition at) throws IOException {
    return disk.exists(files.file(at.day(), at.generation())) ? Optional.of(at) : following(at);
  }

  /** The next file that holds something: tomorrow's is made ahead and stays empty until then. */
  private Optional<LogPosition> following(LogPosition at) throws IOException {
    for (LocalDate day : files.daysFrom(disk, at.day())) {
      int before = 0;
      for (int generation : files.generations(disk, day)) {
        LogPosition candidate = new LogPosition(day, generation, Long.MAX_VALUE);
        boolean sameFile = day.equals(at.day()) && generation == at.generation();
        if (!sameFile && candidate.compareTo(at) > 0) {
          long common = before == 0 ? 0 : common(day, before, generation);
          LogPosition next = new LogPosition(day, generation, common);
          if (size(next) > common) {
            return Optional.of(next);
          }
        }
        before = generation;
      }
    }
    return Optional.empty();
  }

  /** How many bytes of whole lines two generations have in common at their beginning. */
  private long common(LocalDate day, int one, int other) throws IOException {
    try (Disk.OpenFile first = disk.openRead(files.file(day, one));
        Disk.OpenFile second = disk.openRead(files.file(day, other))) {
      ByteBuffer a = ByteBuffer.allocate(EventJson.MAX_LINE_BYTES);
      ByteBuffer b = ByteBuffer.allocate(EventJson.MAX_LINE_BYTES);
      long same = 0;
      long lines = 0;
      while (true) {
        a.clear();
        b.clear();
        int got = Math.min(first.read(a, same), second.read(b, same));
        for (int i = 0; i < got; i++) {
          if (a.get(i) != b.get(i)) {
            return lines;
          }
          if (a.get(i) == '\n') {
            lines = same + i + 1;
          }
        }
        if (got == 0) {
          return lines;
        }
        same += got;
      }
    }
  }

  private LogPosition readFile(LogPosition at, int maxBytes, List<LogLine> lines)
      throws IOException {
    try (Disk.OpenFile file = disk.openRead(files.file(at.day(), at.generation()))) {
      long available = file.size() - at.offset();
      if (available <= 0) {
        return at;
      }
      int room = Math.max(maxBytes, EventJson.MAX_LINE_BYTES + 1);
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(available, room));
      int got = 1;
      while (buffer.hasRemaining() && got > 0) {
        got = file.read(buffer, at.offset() + buffer.position());
      }
      int consumed = split(buffer.array(), buffer.position(), at, lines);
      if (consumed == 0 && buffer.position() > EventJson.MAX_LINE_BYTES) {
        skipped++;
        consumed = endOfTooLong(file, at.offset());
      }
      LogPosition next = new LogPosition(at.day(), at.generation(), at.offset() + consumed);
      read.put(new LogPosition(at.day(), at.generation(), 0), next.offset());
      return next;
    } catch (NoSuchFileException gone) {
      return at;
    }
  }

  private int split(byte[] bytes, int length, LogPosition at, List<LogLine> lines) {
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        if (i > start) {
          line(bytes, start, i - start, at, lines);
        }
        start = i + 1;
      }
    }
    return start;
  }

  private void line(byte[] bytes, int start, int length, LogPosition at, List<LogLine> lines) {
    Optional<Event> event = parser.parse(bytes, start, length, at.day());
    if (event.isEmpty()) {
      skipped++;
      return;
    }
    lines.add(
        new LogLine(new LogPosition(at.day(), at.generation(), at.offset() + start), event.get()));
  }

  /** A line without an end within the limit is passed over, up to its newline or what is there. */
  private static int endOfTooLong(Disk.OpenFile file, long from) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(EventJson.MAX_LINE_BYTES);
    int passed = 0;
    while (passed < Integer.MAX_VALUE - buffer.capacity()) {
      buffer.clear();
      int got = file.read(buffer, from + passed);
      for (int i = 0; i < got; i++) {
        if (buffer.get(i) == '\n') {
          return passed + i + 1;
        }
      }
      passed += got;
      if (got == 0) {
        return passed;
      }
    }
    return passed;
  }

  /** Where reading has to begin again because a file before the position has grown, or empty. */
  public Optional<LogPosition> late(LogPosition position) throws IOException {
    for (LocalDate day : files.days(disk)) {
      for (int generation : files.generations(disk, day)) {
        LogPosition file = new LogPosition(day, generation, 0);
        boolean before =
            day.isBefore(position.day())
                || (day.equals(position.day()) && generation < position.generation());
        if (before && size(file) > read.getOrDefault(file, 0L) && hasLine(file)) {
          return Optional.of(new LogPosition(day, generation, read.getOrDefault(file, 0L)));
        }
      }
    }
    return Optional.empty();
  }

  private long size(LogPosition file) throws IOException {
    try {
      return disk.size(files.file(file.day(), file.generation()));
    } catch (NoSuchFileException gone) {
      return 0;
    }
  }

  /** Whether a whole line stands behind what was read; a torn tail is no news. */
  private boolean hasLine(LogPosition file) throws IOException {
    List<LogLine> lines = new ArrayList<>();
    long from = read.getOrDefault(file, 0L);
    LogPosition at = new LogPosition(file.day(), file.generation(), from);
    boolean grown = readFile(at, EventJson.MAX_LINE_BYTES, lines).offset() > from;
    read.put(file, from);
    return grown;
  }

  /** How far each file was read: what a snapshot keeps beside its position. */
  public Map<String, Long> marks() {
    Map<String, Long> marks = new TreeMap<>();
    read.forEach((file, length) -> marks.put(file.toString(), length));
    return marks;
  }

  /** Goes on with what a snapshot kept. */
  public void restore(Map<String, Long> marks) {
    marks.forEach((file, length) -> read.put(LogPosition.parse(file), length));
  }

  /** Forgets how far files were read: everything is read again. */
  public void reset() {
    read.clear();
  }

  /** The day's size of the file that is written to, or 0. */
  public long size(LocalDate day) throws IOException {
    return size(new LogPosition(day, LogPosition.CURRENT, 0));
  }

  /** The days for which there is a file, oldest first. */
  public List<LocalDate> days() throws IOException {
    return files.days(disk);
  }

  /** Lines that could not be read, since the start. */
  public long skipped() {
    return skipped;
  }
}
