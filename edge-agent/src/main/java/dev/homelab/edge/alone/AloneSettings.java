package dev.homelab.edge.alone;

import java.time.Duration;

/**
 * How a node behaves without its hub.
 *
 * @param after from when on an owed answer makes it alone (RULES N1)
 * @param repeats how often a standing alert is told
 */
public record AloneSettings(Duration after, Repeats repeats) {
  public static final AloneSettings DEFAULT =
      new AloneSettings(Duration.ofMinutes(2), Repeats.USUAL);

  public AloneSettings {
    if (!after.isPositive()) {
      throw new IllegalArgumentException("a node is alone after more than 0 s, not " + after);
    }
  }

  /** With another time until the node is alone. */
  public AloneSettings after(Duration other) {
    return new AloneSettings(other, repeats);
  }
}
