package dev.homelab.edge.lab;

import dev.homelab.edge.site.SiteAddress;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Node;
import dev.homelab.inventory.ServiceContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a lab runs: nodes with their sites, and the services that stand-ins are made for. */
public record LabPlan(List<Member> nodes, List<LabService> services) {

  /** These run as themselves. */
  private static final Set<String> OWN = Set.of("hub", "edge-agent");

  /**
   * A node and its site.
   *
   * @param gateway whether the site has one
   */
  public record Member(NodeId node, String site, boolean gateway) {}

  public LabPlan {
    nodes = List.copyOf(nodes);
    services = List.copyOf(services);
  }

  /** All nodes of an inventory and every service wanted there, but for the mesh's own. */
  public static LabPlan of(Inventory inventory) {
    List<Member> nodes = new ArrayList<>();
    List<LabService> services = new ArrayList<>();
    for (Node node : inventory.nodes().values()) {
      boolean gateway = SiteAddress.of(inventory, node.id()).isPresent();
      nodes.add(new Member(node.id(), node.site(), gateway));
      for (String service : inventory.wanted(node.id()).keySet()) {
        if (!OWN.contains(service)) {
          services.add(new LabService(node.id(), service, containers(inventory, service)));
        }
      }
    }
    return new LabPlan(nodes, services);
  }

  private static List<String> containers(Inventory inventory, String service) {
    ServiceContract contract = inventory.services().get(service);
    return contract == null ? List.of(service) : contract.containers();
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
