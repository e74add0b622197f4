package dev.homelab.supervision;

import java.time.Duration;

/**
 * How parts are looked after.
 *
 * @param tick how often a part is probed
 * @param patience how many ticks a probe may stay open before the part counts as hanging; ticks and
 *     not time, so that a process that was itself held up blames no part for it
 * @param stop how long a part may take to stop before the process is given up
 * @param well after running for so long, a part's earlier failures no longer count
 * @param backoff the pauses before a restart
 * @param loop how often the event loop is asked for a sign of life; after six open questions the
 *     process is given up
 */
public record SupervisionSettings(
    Duration tick, int patience, Duration stop, Duration well, Backoff backoff, Duration loop) {

  /** A hanging part is noticed within half a minute. */
  public static final SupervisionSettings DEFAULT =
      new SupervisionSettings(
          Duration.ofSeconds(10),
          3,
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Backoff.of(Duration.ofSeconds(1), Duration.ofMinutes(1)),
          Duration.ofSeconds(10));
}
