package dev.homelab.rules;

import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Nodes that are gone together (RULES W8): a hypervisor explains its VM, and where a whole site is
 * gone, its first node that runs on no other speaks for it.
 */
public record Outage(World world, Desired desired) {

  public boolean isOffline(NodeId node) {
    return world.open(Subject.ofNode(node)).stream()
        .flatMap(incident -> incident.holding().stream())
        .anyMatch(spell -> spell.key().type().equals(EventTypes.NODE_OFFLINE));
  }

  /** The offline host of an offline node. */
  Optional<NodeId> host(NodeId node) {
    return isOffline(node)
        ? desired.node(node).flatMap(Desired.Node::runsOn).filter(this::isOffline)
        : Optional.empty();
  }

  /** The other node that speaks for this one's site, all of which is offline. */
  Optional<NodeId> site(NodeId node) {
    return isOffline(node)
        ? desired
            .node(node)
            .flatMap(own -> firstOf(own.site()))
            .filter(first -> !first.equals(node))
        : Optional.empty();
  }

  private Optional<NodeId> firstOf(String site) {
    List<NodeId> ofSite =
        desired.nodes().entrySet().stream()
            .filter(entry -> entry.getValue().site().equals(site))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return ofSite.stream().allMatch(this::isOffline)
        ? ofSite.stream()
            .filter(node -> desired.node(node).flatMap(Desired.Node::runsOn).isEmpty())
            .findFirst()
        : Optional.empty();
  }

  /** The node whose outage explains that this one is offline. */
  public Optional<NodeId> explains(NodeId node) {
    return host(node).or(() -> site(node));
  }
}
