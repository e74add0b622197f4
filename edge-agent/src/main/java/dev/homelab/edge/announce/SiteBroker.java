package dev.homelab.edge.announce;

import dev.homelab.edge.mqtt.Broker;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Healthcheck;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Node;
import dev.homelab.inventory.ServiceContract;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the broker of a node's site: on the node itself, else on the first node of the site. Pure.
 */
public final class SiteBroker {
  private SiteBroker() {}

  /**
   * Where it is; empty where no node of the site wants a service with an {@code mqtt} health check.
   *
   * @param own what the agent's own {@code .env} says, for name and password
   */
  public static Optional<Broker> of(Inventory inventory, NodeId node, Map<String, String> own) {
    String site = site(inventory, node);
    Stream<NodeId> neighbours =
        inventory.nodes().keySet().stream()
            .filter(other -> !other.equals(node) && site(inventory, other).equals(site));
    return Stream.concat(Stream.of(node), neighbours)
        .flatMap(at -> at(inventory, at, node).stream())
        .findFirst()
        .map(broker -> broker.as(own));
  }

  private static String site(Inventory inventory, NodeId node) {
    Node known = inventory.nodes().get(node);
    return known == null ? "" : known.site();
  }

  private static Optional<Broker> at(Inventory inventory, NodeId at, NodeId from) {
    return inventory.wanted(at).keySet().stream()
        .flatMap(name -> Optional.ofNullable(inventory.services().get(name)).stream())
        .filter(contract -> contract.healthcheck().type() == Healthcheck.Type.MQTT)
        .findFirst()
        .flatMap(contract -> broker(inventory, contract, at, from));
  }

  private static Optional<Broker> broker(
      Inventory inventory, ServiceContract contract, NodeId at, NodeId from) {
    int port = contract.hostPorts().isEmpty() ? 0 : contract.hostPorts().getFirst();
    if (at.equals(from)) {
      return Optional.of(Broker.at(contract.healthcheck().endpoint(), port));
    }
    return Optional.ofNullable(inventory.nodes().get(at))
        .flatMap(Node::lanAddress)
        .map(address -> Broker.at(address, port));
  }
}
