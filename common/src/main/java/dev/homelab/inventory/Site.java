package dev.homelab.inventory;

import dev.homelab.event.NodeId;
import java.time.Duration;
import java.util.Optional;

/**
 * A place with a network of its own.
 *
 * @param gateway the node that carries the others' logs and decides while the site is alone
 * @param patience how long a node may be silent before it counts as offline (RULES W8)
 * @param validity how long an approval holds on the site's nodes, where that is not as the kind of
 *     action says (RULES A9)
 */
public record Site(
    String name, Optional<NodeId> gateway, Duration patience, Optional<Duration> validity) {}
