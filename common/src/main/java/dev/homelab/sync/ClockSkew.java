package dev.homelab.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a node's clock is ahead of ours (RULES Y12), from the clock that each of its requests
 * states. Transit makes a sample too small and never too large, so of the last samples the largest
 * holds. A condition opens above 30 s and ends below 20 s.
 */
public record ClockSkew(List<Duration> samples, boolean open) {
  static final Duration CONDITION = Duration.ofSeconds(30);
  static final Duration WELL = Duration.ofSeconds(20);
  private static final int KEPT = 5;
  public static final ClockSkew UNKNOWN = new ClockSkew(List.of(), false);

  public ClockSkew {
    samples = List.copyOf(samples);
  }

  /** A condition that is open from before, of which nothing else is known. */
  public ClockSkew asOpen() {
    return new ClockSkew(samples, true);
  }

  public ClockSkew with(Instant theirs, Instant ours) {
    List<Duration> kept = new ArrayList<>(samples);
    kept.add(Duration.between(ours, theirs));
    if (kept.size() > KEPT) {
      kept.removeFirst();
    }
    Duration limit = open ? WELL : CONDITION;
    return new ClockSkew(kept, largest(kept).abs().compareTo(limit) > 0);
  }

  /** What is to be added to our clock to have the node's; zero while nothing is known. */
  public Duration ahead() {
    return samples.isEmpty() ? Duration.ZERO : largest(samples);
  }

  private static Duration largest(List<Duration> samples) {
    return samples.stream().max(Duration::compareTo).orElse(Duration.ZERO);
  }
}
