package dev.homelab.sync.ingest;

import dev.homelab.sync.replica.CopyLimits;
import java.time.Duration;

/**
 * What one node may ask of us (RULES Y9).
 *
 * @param bytes of bodies, as they come, and of the log that they inflate to
 * @param longTerm of the same, over hours
 * @param requests of all kinds, each for what it costs: one that is proved by a session counts one,
 *     one that is signed ten
 * @param atATime requests in hand, held polls apart
 * @param bodyTime in which a short body must have come, and an answer must have been taken
 * @param copy what the copy of its log may grow to
 */
public record NodeLimits(
    Rate bytes, Rate longTerm, Rate requests, int atATime, Duration bodyTime, CopyLimits copy) {

  /** So much a second, and what may come at once. */
  public record Rate(double perSecond, double burst) {}

  /**
   * 8 MiB of log are some 40,000 lines a second: a backlog of half a million lines has come in a
   * quarter of a minute. For ever it is a quarter of that, which is still far more than a node has.
   */
  public static final NodeLimits DEFAULT =
      new NodeLimits(
          new Rate(8 << 20, 8 << 20),
          new Rate(2 << 20, 1 << 30),
          new Rate(500, 4_000),
          4,
          Duration.ofSeconds(10),
          CopyLimits.DEFAULT);
}
