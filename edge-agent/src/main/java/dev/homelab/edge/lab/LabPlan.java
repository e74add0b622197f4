package dev.homelab.edge.lab;

import dev.homelab.event.NodeId;
import java.util.List;

/** What a lab runs: nodes with their sites, and the services that stand-ins are made for. */
public record LabPlan(List<Member> nodes, List<LabService> services) {

  /** A node and its site. */
  public record Member(NodeId node, String site) {}

  public LabPlan {
    nodes = List.copyOf(nodes);
    services = List.copyOf(services);
  }

  /** Only those nodes; fails where one is unknown. Empty leaves all. */
  public LabPlan only(List<NodeId> wanted) {
    if (wanted.isEmpty()) {
      return this;
    }
    List<NodeId> known = nodes.stream().map(Member::node).toList();
    for (NodeId node : wanted) {
      if (!known.contains(node)) {
        throw new LabFailure(
            "node \"%s\" is not in the inventory; it has %s".formatted(node, known));
      }
    }
    return new LabPlan(
        nodes.stream().filter(member -> wanted.contains(member.node())).toList(),
        services.stream().filter(service -> wanted.contains(service.node())).toList());
  }
}
