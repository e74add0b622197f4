package dev.homelab.edge.watch;

import java.util.List;
import java.util.Optional;

/**
 * A service that is wanted on this node and watched ({@code monitor: false} ones are left out).
 *
 * @param containers the names that its Compose file gives, the main one first; empty where they are
 *     not known, and then any container of the service will do
 */
public record WatchedService(
    String service, List<String> containers, Optional<HealthContract> health) {
  public WatchedService {
    containers = List.copyOf(containers);
  }

  /** The container that answers for the service. */
  String main() {
    return containers.isEmpty() ? service : containers.getFirst();
  }

  /** The others. */
  List<String> parts() {
    return containers.isEmpty() ? List.of() : containers.subList(1, containers.size());
  }
}
