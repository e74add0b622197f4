package dev.homelab.view;

import java.time.Instant;
import java.util.Optional;

/**
 * How things stand with a node, beyond what logs say.
 *
 * @param seen when it spoke last, or empty
 * @param logBytes of its log, as far as it is folded
 * @param refused why its log is not taken
 * @param reported what it says itself that is wrong there, while its log is not caught up
 */
public record Link(
    Optional<Instant> seen,
    boolean caughtUp,
    long behindBytes,
    long logBytes,
    double skewSeconds,
    Optional<String> refused,
    Optional<Reported> reported) {
  public static final Link NONE =
      new Link(Optional.empty(), false, 0, 0, 0, Optional.empty(), Optional.empty());
}
