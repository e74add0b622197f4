package dev.homelab.edge;

import dev.homelab.clock.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the hub's clock says, as its latest answer told. */
final class HubClock {
  private volatile Optional<Answer> latest = Optional.empty();

  private record Answer(Instant hub, Moment here) {}

  /**
   * The hub has answered.
   *
   * @param hub its time
   * @param now ours
   */
  void heard(Instant hub, Moment now) {
    latest = Optional.of(new Answer(hub, now));
  }

  /** By how much the node's clock is ahead of it; empty until it has answered. */
  Optional<Duration> ahead(Moment now) {
    return time(now).map(hub -> Duration.between(hub, now.wall()));
  }

  /** Its time now, however the node's clock has jumped meanwhile; empty until it has answered. */
  Optional<Instant> time(Moment now) {
    return latest.map(answer -> answer.hub().plus(now.since(answer.here())));
  }
}
