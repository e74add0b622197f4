package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.event.EventJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole lines of one file (RULES L4). A position never stands inside a line: a line that
 * is too long is passed over once its newline is there, so that no part of it is taken for a line,
 * in however many pieces it came.
 */
final class FileReader {
  /** Of a line that is too long, before others have their turn. */
  private static final int SCAN_BYTES = 4 << 20;

  private final Disk disk;
  private final LogFiles files;
  private final ReadMarks marks;
  private final LineParser parser;
  private final SortedMap<LocalDate, Long> skipped = new TreeMap<>();
  private @Nullable TooLong tooLong;

  /** A line without an end within the limit, and up to where none was found. */
  private record TooLong(LogPosition at, long scanned) {}

  /**
   * What was read.
   *
   * @param next where to go on
   * @param bytes how many were looked at
   * @param end whether there was nothing more to read in this file
   */
  record Piece(LogPosition next, long bytes, boolean end) {}

  FileReader(Disk disk, LogFiles files, ReadMarks marks) {
    this.disk = disk;
    this.files = files;
    this.marks = marks;
    this.parser = new LineParser(files.node());
  }

  /** Reads on from a position; about so many bytes, but a whole line at least. */
  Piece read(LogPosition at, int maxBytes, List<LogLine> lines) throws IOException {
    try (Disk.OpenFile file = disk.openRead(files.file(at.day(), at.generation()))) {
      long size = file.size();
      if (size <= at.offset()) {
        return new Piece(at, 0, true);
      }
      Piece piece = read(file, size, at, maxBytes, lines);
      marks.put(at, piece.next().offset(), piece.end() ? size : piece.next().offset());
      return piece;
    } catch (NoSuchFileException gone) {
      return new Piece(at, 0, true);
    }
  }

  private Piece read(
      Disk.OpenFile file, long size, LogPosition at, int maxBytes, List<LogLine> lines)
      throws IOException {
    if (tooLong != null && tooLong.at().equals(at) && tooLong.scanned() <= size) {
      return passOver(file, size, tooLong);
    }
    int room = Math.max(maxBytes, EventJson.MAX_LINE_BYTES + 1);
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(size - at.offset(), room));
    fill(file, buffer, at.offset());
    int consumed = split(buffer.array(), buffer.position(), at, lines);
    if (consumed == 0 && buffer.position() > EventJson.MAX_LINE_BYTES) {
      return passOver(file, size, new TooLong(at, at.offset() + buffer.position()));
    }
    boolean end = buffer.hasRemaining() || at.offset() + buffer.position() >= size;
    return new Piece(at.plus(consumed), buffer.position(), end);
  }

  private static void fill(Disk.OpenFile file, ByteBuffer buffer, long from) throws IOException {
    int got = 1;
    while (buffer.hasRemaining() && got > 0) {
      got = file.read(buffer, from + buffer.position());
    }
  }

  private Piece passOver(Disk.OpenFile file, long size, TooLong line) throws IOException {
    long end = Math.min(size, line.scanned() + SCAN_BYTES);
    long newline = newline(file, line.scanned(), end);
    if (newline < 0) {
      tooLong = new TooLong(line.at(), end);
      return new Piece(line.at(), end - line.scanned(), end >= size);
    }
    tooLong = null;
    skip(line.at().day());
    LogPosition next = line.at().plus(newline + 1 - line.at().offset());
    return new Piece(next, newline + 1 - line.scanned(), newline + 1 >= size);
  }

  /** Where the first newline from a place on stands, or -1. */
  private static long newline(Disk.OpenFile file, long from, long end) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(EventJson.MAX_LINE_BYTES, end - from));
    long at = from;
    while (at < end) {
      int got = file.read(buffer.clear(), at);
      for (int i = 0; i < got; i++) {
        if (buffer.get(i) == '\n') {
          return at + i;
        }
      }
      if (got <= 0) {
        return -1;
      }
      at += got;
    }
    return -1;
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
    parser
        .parse(bytes, start, length, at.day())
        .ifPresentOrElse(
            event -> lines.add(new LogLine(at.plus(start), length, event)), () -> skip(at.day()));
  }

  private void skip(LocalDate day) {
    skipped.merge(day, 1L, Long::sum);
  }

  /** Whether a whole line stands behind what was read of a file; a tail is no news. */
  boolean hasLine(LogPosition at) throws IOException {
    long from = marks.of(at);
    try (Disk.OpenFile file = disk.openRead(files.file(at.day(), at.generation()))) {
      long size = file.size();
      if (size <= from || marks.isTail(at, size)) {
        return false;
      }
      boolean line = newline(file, from, size) >= 0;
      marks.put(at, from, line ? from : size);
      return line;
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  /** How many lines of each day could not be read. */
  SortedMap<LocalDate, Long> skipped() {
    return skipped;
  }

  void reset() {
    skipped.clear();
    tooLong = null;
  }
}
