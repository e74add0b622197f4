package dev.homelab.edge.uplink;

import dev.homelab.supervision.Backoff;
import dev.homelab.sync.Batch;
import dev.homelab.sync.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How an uplink behaves.
 *
 * @param hold how long the upstream may hold a poll
 * @param check how often the log is looked at for lines that nobody told of
 * @param look how often all retained days are looked at (RULES Y2)
 * @param confirm how long what was acknowledged may wait for a signed comparison, which retention
 *     waits for (RULES L7)
 * @param batchBytes at most so much of the log in a batch
 * @param catchUpBytesPerMinute of bodies while more than a batch is waiting (RULES Y8)
 * @param backoff after failures
 * @param requestTime in which a request other than a poll must be answered
 * @param cut in a lab: while this file is there, the upstream counts as unreachable
 */
public record UplinkSettings(
    Duration hold,
    Duration check,
    Duration look,
    Duration confirm,
    int batchBytes,
    long catchUpBytesPerMinute,
    Backoff backoff,
    Duration requestTime,
    Optional<Path> cut) {
  public static final UplinkSettings DEFAULT =
      new UplinkSettings(
          Duration.ofSeconds(25),
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          Duration.ZERO,
          Batch.MAX_INFLATED_BYTES,
          256L << 20,
          Backoff.of(Duration.ofMillis(250), Duration.ofSeconds(15)),
          Duration.ofSeconds(30),
          Optional.empty());

  /** Where a poll is held longer than that, bytes cost. */
  private static final Duration CHEAP_HOLD = Duration.ofSeconds(90);

  private static final Duration DEAR_CONFIRM = Duration.ofHours(6);

  /**
   * As the node's site has it.
   *
   * @param siteHold how long a poll is held there
   * @param catchUpBytes a minute
   */
  public UplinkSettings at(Duration siteHold, long catchUpBytes) {
    return new UplinkSettings(
        siteHold.compareTo(Poll.MAX_HOLD) < 0 ? siteHold : Poll.MAX_HOLD,
        check,
        look,
        siteHold.compareTo(CHEAP_HOLD) > 0 ? DEAR_CONFIRM : confirm,
        batchBytes,
        catchUpBytes,
        backoff,
        requestTime,
        cut);
  }

  /** With the file {@code state/lab-cut} honoured. */
  public UplinkSettings inLab(Path root) {
    return new UplinkSettings(
        hold,
        check,
        look,
        confirm,
        batchBytes,
        catchUpBytesPerMinute,
        backoff,
        requestTime,
        Optional.of(root.resolve("state/lab-cut")));
  }
}
