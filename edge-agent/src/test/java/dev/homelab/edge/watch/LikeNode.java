package dev.homelab.edge.watch;

import dev.homelab.inventory.Node;
import dev.homelab.watching.HomeAssistantInstance;
import dev.homelab.watching.WatchSettings;
import java.util.List;
import java.util.Optional;

/** A node as another, but for what a test says of it. */
abstract class LikeNode implements WatchedNode {
  private final WatchedNode other;

  LikeNode(WatchedNode other) {
    this.other = other;
  }

  @Override
  public List<WatchedService> services() {
    return other.services();
  }

  @Override
  public List<String> allServices() {
    return other.allServices();
  }

  @Override
  public Optional<String> revision() {
    return other.revision();
  }

  @Override
  public WatchSettings settings() {
    return other.settings();
  }

  @Override
  public WatchSettings settings(String service) {
    return other.settings(service);
  }

  @Override
  public Node node() {
    return other.node();
  }

  @Override
  public List<HomeAssistantInstance> homeAssistants() {
    return other.homeAssistants();
  }
}
