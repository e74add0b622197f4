package dev.homelab.edge.alone;

import dev.homelab.log.LogSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Map;

/** How many lines of a log its hub does not have yet. Blocks; for the log's worker. */
public final class WaitingEvents {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** Counting is for a person's eyes: beyond this it is many. */
  private static final long MOST_BYTES = 16L << 20;

  private WaitingEvents() {}

  /**
   * Counts them; of a very long log only the oldest.
   *
   * @param held the lengths that the hub has
   */
  public static long count(LogSource log, Map<LocalDate, Long> held) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    long lines = 0;
    long left = MOST_BYTES;
    for (Map.Entry<LocalDate, Long> day : log.durable().entrySet()) {
      long at = held.getOrDefault(day.getKey(), 0L);
      int got = 1;
      while (at < day.getValue() && got > 0 && left > 0) {
        chunk.clear();
        got = log.read(day.getKey(), at, chunk);
        lines += newlines(chunk, got);
        at += got;
        left -= got;
      }
    }
    return lines;
  }

  private static long newlines(ByteBuffer chunk, int length) {
    long lines = 0;
    for (int i = 0; i < length; i++) {
      lines += chunk.get(i) == '\n' ? 1 : 0;
    }
    return lines;
  }
}
