package dev.homelab.log;

import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far each file of a log was read, so that a line which comes late is noticed; and which of the
 * files that are written to end in a tail, a line without its newline.
 */
final class ReadMarks {
  private final TreeMap<LogPosition, Long> read = new TreeMap<>();
  private final Map<LocalDate, Long> lengths = new HashMap<>();
  private final Map<LocalDate, Long> tails = new HashMap<>();

  long of(LogPosition file) {
    return read.getOrDefault(file.file(), 0L);
  }

  /** A file was read so far, and there is nothing behind that but perhaps a tail. */
  void put(LogPosition file, long length, long size) {
    put(file, length);
    if (file.generation() == LogPosition.CURRENT && size > length) {
      tails.put(file.day(), size);
    } else if (file.generation() == LogPosition.CURRENT) {
      tails.remove(file.day());
    }
  }

  void put(LogPosition file, long length) {
    read.put(file.file(), length);
    if (file.generation() == LogPosition.CURRENT) {
      lengths.put(file.day(), length);
    }
  }

  /** How far each day's current file was read. */
  Map<LocalDate, Long> lengths() {
    return Collections.unmodifiableMap(lengths);
  }

  /** The sizes of those that have a tail behind that. */
  Map<LocalDate, Long> tails() {
    return Collections.unmodifiableMap(tails);
  }

  boolean isTail(LogPosition file, long size) {
    return file.generation() == LogPosition.CURRENT && size == tails.getOrDefault(file.day(), -1L);
  }

  /** As a snapshot keeps them. */
  Map<String, Long> texts() {
    Map<String, Long> texts = new TreeMap<>();
    read.forEach((file, length) -> texts.put(file.toString(), length));
    return texts;
  }

  void restore(Map<String, Long> texts) {
    texts.forEach((file, length) -> put(LogPosition.parse(file), length));
  }

  void clear() {
    read.clear();
    lengths.clear();
    tails.clear();
  }
}
