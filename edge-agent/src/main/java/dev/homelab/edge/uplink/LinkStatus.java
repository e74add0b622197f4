package dev.homelab.edge.uplink;

import java.util.Optional;

/**
 * How a link stands.
 *
 * @param waitingBytes of the log that the upstream lacks, as last seen
 * @param trouble what failed last, while it has not succeeded since
 */
public record LinkStatus(
    String upstream, LinkState state, long waitingBytes, Optional<String> trouble) {
  /** Whether the upstream has all of the log, as last seen: then the log itself says how it is. */
  public boolean isLevel() {
    return state == LinkState.UP && waitingBytes == 0 && trouble.isEmpty();
  }
}
