package dev.homelab.edge.watch;

import java.time.Duration;

/**
 * How a watcher looks.
 *
 * @param every between two looks while all is well and nothing is pushed
 * @param timeout after which a look counts as failed
 * @param recheck between looks while a change awaits its confirmation
 * @param whenIll between looks while something is wrong, at most {@code every}
 * @param badLooks in a row before a condition opens
 * @param goodLooks in a row before it ends
 */
public record Pace(
    Duration every,
    Duration timeout,
    Duration recheck,
    Duration whenIll,
    int badLooks,
    int goodLooks) {
  public Pace {
    if (badLooks < 1 || goodLooks < 1) {
      throw new IllegalArgumentException("badLooks and goodLooks must be at least 1");
    }
    if (every.isNegative() || every.isZero() || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("every and timeout must be longer than nothing");
    }
    whenIll = whenIll.compareTo(every) < 0 ? whenIll : every;
  }
}
