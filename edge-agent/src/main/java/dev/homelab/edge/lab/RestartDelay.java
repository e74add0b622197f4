package dev.homelab.edge.lab;

import java.time.Duration;

/**
 * Docker's pauses before it restarts what ended: 100 ms, doubled up to a minute, and from the start
 * again after a run of 10 s or more.
 */
record RestartDelay(Duration next) {
  static final Duration FIRST = Duration.ofMillis(100);
  static final Duration MOST = Duration.ofMinutes(1);
  static final Duration STEADY = Duration.ofSeconds(10);

  static RestartDelay initial() {
    return new RestartDelay(FIRST);
  }

  /** The pause that holds after a run of that length. */
  RestartDelay afterRun(Duration uptime) {
    return uptime.compareTo(STEADY) >= 0 ? initial() : this;
  }

  RestartDelay doubled() {
    Duration twice = next.multipliedBy(2);
    return new RestartDelay(twice.compareTo(MOST) > 0 ? MOST : twice);
  }
}
