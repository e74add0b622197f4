package dev.homelab.sync.ingest;

import java.time.Duration;

/**
 * What one node may ask of us (RULES Y9).
 *
 * @param bytesPerSecond of bodies, as they come, and of what has to be read again for a repetition
 * @param burstBytes that may come at once
 * @param requestsPerSecond of all kinds
 * @param burstRequests that may come at once
 * @param atATime requests in hand, held polls apart
 * @param newDays files of days begun in a day
 * @param bodyTime in which a body must have come, and an answer must have been taken
 */
public record NodeLimits(
    long bytesPerSecond,
    long burstBytes,
    double requestsPerSecond,
    double burstRequests,
    int atATime,
    int newDays,
    Duration bodyTime) {
  /** 4 MiB of deflated log are some 200,000 lines a second: far more than a node has. */
  public static final NodeLimits DEFAULT =
      new NodeLimits(4L << 20, 8L << 20, 200, 400, 4, 800, Duration.ofSeconds(10));
}
