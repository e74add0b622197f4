package dev.homelab.edge.site;

import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Node;
import dev.homelab.inventory.Site;
import java.util.Optional;

/**
 * Where a site's gateway listens for its neighbours: its address on the LAN, which needs no
 * Tailscale (RULES Y8).
 */
public record SiteAddress(String host, int port) {
  /** Beside the hub's 18180 and the node's own dashboard on 18181. */
  public static final int PORT = 18182;

  /**
   * Reads {@code host:port}.
   *
   * @throws IllegalArgumentException where it is something else
   */
  public static SiteAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" must be host:port, as in 192.168.1.10:18182");
    }
    return new SiteAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  /** By the inventory; empty where the node's site has no gateway, or one that the hub is. */
  public static Optional<SiteAddress> of(Inventory inventory, NodeId node) {
    return inventory
        .site(node)
        .flatMap(Site::gateway)
        .filter(gateway -> !gateway.equals(inventory.hub()))
        .flatMap(gateway -> Optional.ofNullable(inventory.nodes().get(gateway)))
        .flatMap(Node::lanAddress)
        .map(host -> new SiteAddress(host, PORT));
  }
}
