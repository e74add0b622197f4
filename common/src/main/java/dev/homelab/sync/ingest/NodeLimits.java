package dev.homelab.sync.ingest;

import java.time.Duration;

/**
 * What one node may ask of us (RULES Y9).
 *
 * @param bytesPerSecond of bodies, as they come, and of the log that they inflate to
 * @param burstBytes that may come at once
 * @param requestsPerSecond of all kinds
 * @param burstRequests that may come at once
 * @param atATime requests in hand, held polls apart
 * @param newDays files of days begun in a day
 * @param bodyTime in which a short body must have come, and an answer must have been taken
 */
public record NodeLimits(
    long bytesPerSecond,
    long burstBytes,
    double requestsPerSecond,
    double burstRequests,
    int atATime,
    int newDays,
    Duration bodyTime) {
  /**
   * 2 MiB of log are some 10,000 lines a second, for ever: far more than a node has. A backlog of
   * half a million lines comes at once.
   */
  public static final NodeLimits DEFAULT =
      new NodeLimits(2L << 20, 64L << 20, 50, 400, 4, 800, Duration.ofSeconds(10));
}
