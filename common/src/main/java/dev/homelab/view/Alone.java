package dev.homelab.view;

import dev.homelab.event.NodeId;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * That a node is without its hub (RULES N1).
 *
 * @param node that is
 * @param since when the hub's word was last there
 * @param eventsWaiting how many of its own events the hub does not have
 * @param eventsCarried at a gateway: how many of a member's events the hub does not have, by the
 *     members that can't send them themselves
 */
public record Alone(
    NodeId node, Instant since, long eventsWaiting, SortedMap<NodeId, Long> eventsCarried) {
  public Alone {
    eventsCarried = Collections.unmodifiableSortedMap(new TreeMap<>(eventsCarried));
  }
}
