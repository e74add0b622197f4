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
    return new ServingTime(isStall(now) ? now : since, now);
  }

  private boolean isStall(Duration now) {
    return now.minus(lastTick).compareTo(STALL) > 0;
  }

  /**
   * How long a node has been silent while we were there to hear it: not at all while a tick is so
   * late that we may not have been.
   */
  Duration silence(Duration lastHeard, Duration now) {
    if (isStall(now)) {
      return Duration.ZERO;
    }
    Duration from = lastHeard.compareTo(since) > 0 ? lastHeard : since;
    return now.minus(from);
  }
}
