package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Reads one node's log under a root, its own or the hub's copy, in the canonical order: by day,
 * generation and offset, each generation without what it has in common with the one before (RULES
 * W6).
 */
public final class LogReader {
  private final Disk disk;
  private final LogFiles files;
  private final ReadMarks marks = new ReadMarks();
  private final FileReader file;

  public LogReader(Disk disk, Path root, NodeId node) {
    this.disk = disk;
    this.files = new LogFiles(root, node);
    this.file = new FileReader(disk, files, marks);
  }

  /**
   * Some lines.
   *
   * @param next where to go on
   * @param end whether there was nothing more to read when this was read
   */
  public record Chunk(List<LogLine> lines, LogPosition next, boolean end) {}

  /** Reads on from a position; about so many bytes, but a whole line at least. */
  public Chunk read(LogPosition from, int maxBytes) throws IOException {
    return read(from, maxBytes, true);
  }

  /** The same within the file of the position: the end of that file is the end. */
  public Chunk readOn(LogPosition from, int maxBytes) throws IOException {
    return read(from, maxBytes, false);
  }

  private Chunk read(LogPosition from, int maxBytes, boolean follow) throws IOException {
    List<LogLine> lines = new ArrayList<>();
    LogPosition at = from;
    long left = maxBytes;
    while (left > 0) {
      FileReader.Piece piece = file.read(at, (int) left, lines);
      at = piece.next();
      left -= piece.bytes();
      if (piece.end()) {
        Optional<LogPosition> following = follow ? following(at) : Optional.empty();
        if (following.isEmpty()) {
          return new Chunk(lines, at, true);
        }
        at = following.get();
      }
    }
    return new Chunk(lines, at, false);
  }

  /** The next file that holds something: tomorrow's is made ahead and stays empty until then. */
  private Optional<LogPosition> following(LogPosition at) throws IOException {
    for (LocalDate day : files.named(disk, at.day())) {
      int before = 0;
      for (int generation : files.generations(disk, day)) {
        LogPosition first = new LogPosition(day, generation, 0);
        if (!first.isOf(at) && first.compareTo(at) > 0) {
          LogPosition next = before == 0 ? first : behindCommon(first, before);
          if (size(next) > next.offset()) {
            return Optional.of(next);
          }
        }
        before = generation;
      }
    }
    return Optional.empty();
  }

  /** What a generation has in common with the one before counts as read with that one. */
  private LogPosition behindCommon(LogPosition first, int before) throws IOException {
    long common = common(first, before, marks.of(first));
    marks.put(first, common);
    return first.plus(common);
  }

  /**
   * How many bytes of whole lines two generations have in common at their beginning, of which some
   * are known.
   */
  private long common(LogPosition later, int before, long known) throws IOException {
    if (size(later) == known) {
      return known;
    }
    try (Disk.OpenFile one = disk.openRead(files.file(later.day(), before));
        Disk.OpenFile other = disk.openRead(files.file(later.day(), later.generation()))) {
      ByteBuffer a = ByteBuffer.allocate(EventJson.MAX_LINE_BYTES);
      ByteBuffer b = ByteBuffer.allocate(EventJson.MAX_LINE_BYTES);
      long lines = known;
      long same = known;
      int got = 1;
      while (got > 0) {
        got = Math.min(one.read(a.clear(), same), other.read(b.clear(), same));
        int equal = a.flip().limit(got).mismatch(b.flip().limit(got));
        int whole = lastNewline(a, equal < 0 ? got : equal);
        lines = whole < 0 ? lines : same + whole + 1;
        same += got;
        got = equal < 0 ? got : 0;
      }
      return lines;
    }
  }

  private static int lastNewline(ByteBuffer bytes, int end) {
    int at = end - 1;
    while (at >= 0 && bytes.get(at) != '\n') {
      at--;
    }
    return at;
  }

  /** Where reading has to begin again because a file before the position has grown, or empty. */
  public Optional<LogPosition> late(LogPosition position) throws IOException {
    for (LocalDate day : files.days(disk)) {
      for (int generation : files.generations(disk, day)) {
        LogPosition first = new LogPosition(day, generation, 0);
        boolean before = !first.isOf(position) && first.compareTo(position) < 0;
        if (before && size(first) > marks.of(first) && file.hasLine(first)) {
          return Optional.of(first.plus(marks.of(first)));
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a whole line stands behind what was read of a day's current file. */
  public boolean hasLine(LocalDate day) throws IOException {
    return file.hasLine(new LogPosition(day, LogPosition.CURRENT, 0));
  }

  private long size(LogPosition at) throws IOException {
    try {
      return disk.size(files.file(at.day(), at.generation()));
    } catch (NoSuchFileException gone) {
      return 0;
    }
  }

  /** How far each file was read: what a snapshot keeps beside its position. */
  public Map<String, Long> marks() {
    return marks.texts();
  }

  /** Goes on with what a snapshot kept. */
  public void restore(Map<String, Long> texts) {
    marks.restore(texts);
  }

  /** Forgets how far files were read: everything is read again. */
  public void reset() {
    marks.clear();
    file.reset();
  }

  /** How far each day's current file was read. */
  public Map<LocalDate, Long> lengths() {
    return marks.lengths();
  }

  /**
   * The sizes of the current files that end in a tail, a line without its newline, as they were
   * when last seen.
   */
  public Map<LocalDate, Long> tails() {
    return marks.tails();
  }

  /** How many lines of each day could not be read (RULES L4). */
  public SortedMap<LocalDate, Long> skipped() {
    return Collections.unmodifiableSortedMap(file.skipped());
  }

  /** The day's size of the file that is written to, or 0. */
  public long size(LocalDate day) throws IOException {
    return files.size(disk, day);
  }
}
