package dev.homelab.edge;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** By how much the node's clock is ahead of the hub's, as the hub's latest answer said. */
final class HubClock {
  private volatile Optional<Duration> ahead = Optional.empty();

  /**
   * The hub has answered.
   *
   * @param hub its time
   * @param now ours
   */
  void heard(Instant hub, Instant now) {
    ahead = Optional.of(Duration.between(hub, now));
  }

  /** Empty until it has answered. */
  Optional<Duration> ahead() {
    return ahead;
  }
}
