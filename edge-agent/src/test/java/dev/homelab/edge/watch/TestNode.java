package dev.homelab.edge.watch;

import dev.homelab.event.NodeId;
import dev.homelab.inventory.Node;
import dev.homelab.watching.HomeAssistantInstance;
import dev.homelab.watching.WatchSettings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A node of which these services are wanted, all of them monitored. */
public record TestNode(
    NodeId id,
    List<WatchedService> services,
    WatchSettings settings,
    List<HomeAssistantInstance> homeAssistants)
    implements WatchedNode {

  public static TestNode wanting(NodeId id, List<WatchedService> services) {
    return new TestNode(id, services, WatchSettings.USUAL, List.of());
  }

  @Override
  public List<String> allServices() {
    return services.stream().map(WatchedService::service).toList();
  }

  @Override
  public Optional<String> revision() {
    return Optional.empty();
  }

  @Override
  public WatchSettings settings(String service) {
    return settings;
  }

  @Override
  public Node node() {
    return new Node(
        id,
        "home",
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        false,
        new Node.Storage(List.of(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty()),
        false,
        Optional.empty(),
        OptionalInt.empty());
  }
}
