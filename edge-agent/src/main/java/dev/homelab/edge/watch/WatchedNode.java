package dev.homelab.edge.watch;

import dev.homelab.inventory.Node;
import dev.homelab.watching.HomeAssistantInstance;
import dev.homelab.watching.WatchSettings;
import java.util.List;
import java.util.Optional;

/** What the inventory, as it is now, says of the node that the watchers run on. */
public interface WatchedNode {
  /** The services that are wanted here and monitored. */
  List<WatchedService> services();

  /** The names of all that are wanted here, monitored or not. */
  List<String> allServices();

  /** The checkout's commit, where there is one. */
  Optional<String> revision();

  WatchSettings settings();

  /** Settings of one service's watchers. */
  WatchSettings settings(String service);

  /** What {@code topology.yaml} and {@code capabilities.yaml} say of it. */
  Node node();

  /** The Home Assistants that this node's agent watches. */
  List<HomeAssistantInstance> homeAssistants();
}
