package dev.homelab.log;

import java.time.Duration;
import java.time.Instant;

/**
 * What bounds a log.
 *
 * @param maxBytes of all days together; the oldest day goes first (RULES L7)
 * @param maxDayBytes of one day; above it only severity error and critical are written
 * @param tailCloses how long a tail without a newline is left to whoever writes it (RULES L3)
 * @param built a clock before this is wrong (RULES L9)
 */
public record LogSettings(long maxBytes, long maxDayBytes, Duration tailCloses, Instant built) {
  /** 200 bytes an event, 100,000 events a day, for half a year. */
  public static final LogSettings DEFAULT =
      new LogSettings(4L << 30, 256L << 20, Duration.ofSeconds(5), BuildDate.read());
}
