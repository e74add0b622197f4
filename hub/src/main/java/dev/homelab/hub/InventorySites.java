package dev.homelab.hub;

import dev.homelab.event.NodeId;
import dev.homelab.hub.ingest.HubIngest;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Site;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Sites and their gateways as the inventory has them now. */
record InventorySites(Supplier<Inventory> inventory) implements HubIngest.Sites {
  private static final Duration USUAL = Duration.ofMinutes(1);

  @Override
  public Optional<String> siteOf(NodeId node) {
    return inventory.get().site(node).map(Site::name);
  }

  @Override
  public Duration holdOf(NodeId node) {
    return inventory.get().site(node).map(Site::hold).orElse(USUAL);
  }

  @Override
  public Optional<NodeId> gatewayOf(String site) {
    return Optional.ofNullable(inventory.get().sites().get(site)).flatMap(Site::gateway);
  }
}
