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
 * @param catchUpBytes a minute that a node sends while it catches up (RULES Y8)
 * @param carries when the gateway sends the others' logs on to the hub
 */
public record Site(
    String name,
    Optional<NodeId> gateway,
    Duration patience,
    Optional<Duration> validity,
    long catchUpBytes,
    Carries carries) {
  private static final Duration MOST_SLACK = Duration.ofSeconds(90);

  /** The gateway of another node of the site; empty for the gateway itself. */
  public Optional<NodeId> gatewayOf(NodeId node) {
    return gateway.filter(it -> !it.equals(node));
  }

  /**
   * How long a poll is held here: what is left of the patience, a quarter and at most 90 s, is for
   * the next one to come. Each poll costs an LTE node more than a kilobyte.
   */
  public Duration hold() {
    Duration quarter = patience.dividedBy(4);
    return patience.minus(quarter.compareTo(MOST_SLACK) < 0 ? quarter : MOST_SLACK);
  }
}
