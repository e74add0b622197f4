package dev.homelab.sync.ingest;

import java.time.Duration;

/**
 * Since when we have been serving without a break (RULES W8). A tick comes each second; one that
 * comes more than five seconds late shows a stall, after which everyone has his full patience
 * again.
 */
record ServingTime(Duration since, Duration lastTick) {
  static final Duration STALL = Duration.ofSeconds(5);

  static ServingTime startingAt(Duration now) {
    return new ServingTime(now, now);
  }

  ServingTime tick(Duration now) {
    boolean stalled = now.minus(lastTick).compareTo(STALL) > 0;
    return new ServingTime(stalled ? now : since, now);
  }

  /** How long a node has been silent while we were there to hear it. */
  Duration silence(Duration lastHeard, Duration now) {
    Duration from = lastHeard.compareTo(since) > 0 ? lastHeard : since;
    return now.minus(from);
  }
}
