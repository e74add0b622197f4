package dev.homelab.edge.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a hub or an agent that died is started again: after a second, or when a hold ends; one that
 * dies again and again before it serves waits twice as long each time, up to 30 s.
 *
 * @param failedStarts deaths in a row before it served
 * @param heldUntil not before; set by {@code lab kill --for}
 */
record RestartPolicy(int failedStarts, Optional<Instant> heldUntil) {
  static final Duration PAUSE = Duration.ofSeconds(1);
  static final Duration MOST = Duration.ofSeconds(30);

  static RestartPolicy initial() {
    return new RestartPolicy(0, Optional.empty());
  }

  RestartPolicy held(Instant until) {
    return new RestartPolicy(failedStarts, Optional.of(until));
  }

  RestartPolicy served() {
    return new RestartPolicy(0, heldUntil);
  }

  RestartPolicy died(boolean hadServed) {
    return hadServed ? served() : new RestartPolicy(failedStarts + 1, heldUntil);
  }

  /** How long to wait from now, the moment of its death. */
  Duration pause(Instant now) {
    Duration usual = PAUSE.multipliedBy(1L << Math.min(Math.max(failedStarts - 1, 0), 5));
    Duration capped = usual.compareTo(MOST) > 0 ? MOST : usual;
    return heldUntil
        .map(until -> Duration.between(now, until))
        .filter(hold -> hold.compareTo(capped) > 0)
        .orElse(capped);
  }

  /** A hold is over once the process is started again. */
  RestartPolicy started() {
    return new RestartPolicy(failedStarts, Optional.empty());
  }
}
