package dev.homelab.watching;

import dev.homelab.event.NodeId;
import java.util.List;
import java.util.Map;

/**
 * All that {@code inventory/watchers.yaml} says.
 *
 * @param all settings of every node
 * @param nodes settings by node, over those of all
 * @param services settings by service, over those of its node
 */
public record Watching(
    WatchSettings all,
    Map<NodeId, WatchSettings> nodes,
    Map<String, WatchSettings> services,
    List<HomeAssistantInstance> homeAssistants) {
  /** Of a repository that says nothing. */
  public static final Watching USUAL =
      new Watching(WatchSettings.USUAL, Map.of(), Map.of(), List.of());

  public Watching {
    nodes = Map.copyOf(nodes);
    services = Map.copyOf(services);
    homeAssistants = List.copyOf(homeAssistants);
  }

  public WatchSettings of(NodeId node) {
    return nodes.getOrDefault(node, WatchSettings.USUAL).over(all);
  }

  public WatchSettings of(NodeId node, String service) {
    return services.getOrDefault(service, WatchSettings.USUAL).over(of(node));
  }

  /** The instances that a node watches, each with its settings over the node's. */
  public List<HomeAssistantInstance> watchedBy(NodeId node) {
    return homeAssistants.stream()
        .filter(instance -> instance.watchedBy().contains(node))
        .map(instance -> at(instance, node))
        .toList();
  }

  private HomeAssistantInstance at(HomeAssistantInstance instance, NodeId node) {
    return new HomeAssistantInstance(
        instance.location(),
        instance.url(),
        instance.node(),
        instance.watchedBy(),
        instance.token(),
        instance.shadow(),
        instance.settings().over(of(node)));
  }
}
