package dev.homelab.slice;

import dev.homelab.action.ActionId;
import dev.homelab.event.NodeId;
import dev.homelab.rules.Desired;
import dev.homelab.world.Acknowledgement;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Silence;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node's part of what the hub knows (RULES N3).
 *
 * @param node for whom it is made
 * @param desired the services wanted on that node, for a gateway on all nodes of its site; and the
 *     nodes of the site
 * @param actions the open ones there, and the ended ones of open incidents
 * @param acknowledgements of open incidents there
 * @param silences that can concern these nodes
 */
public record Slice(
    NodeId node,
    Desired desired,
    SortedMap<ActionId, ActionFacts> actions,
    List<Acknowledgement> acknowledgements,
    List<Silence> silences) {

  public Slice {
    actions = Collections.unmodifiableSortedMap(new TreeMap<>(actions));
    acknowledgements = List.copyOf(acknowledgements);
    silences = List.copyOf(silences);
  }
}
