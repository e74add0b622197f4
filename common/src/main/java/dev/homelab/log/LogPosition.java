package dev.homelab.log;

import java.time.LocalDate;
import java.util.Comparator;

/**
 * Where a reader stands in one node's log.
 *
 * @param generation {@code n} of {@code events.<n>.jsonl}, or {@link #CURRENT}
 * @param offset in bytes
 */
public record LogPosition(LocalDate day, int generation, long offset)
    implements Comparable<LogPosition> {
  /** The file that is still written to; it comes after all that were kept. */
  public static final int CURRENT = Integer.MAX_VALUE;

  /** Before everything. */
  public static final LogPosition START = new LogPosition(LocalDate.EPOCH, 0, 0);

  private static final Comparator<LogPosition> ORDER =
      Comparator.comparing(LogPosition::day)
          .thenComparingInt(LogPosition::generation)
          .thenComparingLong(LogPosition::offset);

  /** The beginning of the same file. */
  LogPosition file() {
    return offset == 0 ? this : new LogPosition(day, generation, 0);
  }

  boolean isOf(LogPosition other) {
    return day.equals(other.day) && generation == other.generation;
  }

  LogPosition plus(long bytes) {
    return bytes == 0 ? this : new LogPosition(day, generation, offset + bytes);
  }

  @Override
  public int compareTo(LogPosition other) {
    return ORDER.compare(this, other);
  }

  /** As {@code 2026-11-24/123}, or {@code 2026-11-24.2/123} in what was kept. */
  @Override
  public String toString() {
    return generation == CURRENT ? day + "/" + offset : day + "." + generation + "/" + offset;
  }

  /** Reads what {@link #toString} wrote. */
  public static LogPosition parse(String text) {
    int slash = text.indexOf('/');
    int dot = text.indexOf('.');
    LocalDate day = LocalDate.parse(text.substring(0, dot < 0 ? slash : dot));
    int generation = dot < 0 ? CURRENT : Integer.parseInt(text.substring(dot + 1, slash));
    return new LogPosition(day, generation, Long.parseLong(text.substring(slash + 1)));
  }
}
