package dev.homelab.edge.uplink;

import java.util.Optional;

/**
 * How a link stands.
 *
 * @param waitingBytes of the log that the upstream lacks, as last seen
 * @param trouble what failed last, while it has not succeeded since
 */
public record LinkStatus(
    String upstream, LinkState state, long waitingBytes, Optional<String> trouble) {}
