package dev.homelab.edge;

import dev.homelab.edge.watch.HealthContract;
import dev.homelab.edge.watch.WatchedService;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Healthcheck;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.ServiceContract;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The services of a node as its watchers want them, by the inventory as it is now. */
record WantedServices(Supplier<Inventory> now, NodeId node) {

  /** Those that are monitored. */
  List<WatchedService> watched() {
    return now.get().wanted(node).values().stream()
        .filter(service -> service.monitored())
        .map(service -> watched(service.name()))
        .toList();
  }

  /** Of those that are monitored. */
  List<String> names() {
    return watched().stream().map(WatchedService::service).toList();
  }

  /** Of all, monitored or not. */
  List<String> allNames() {
    return List.copyOf(now.get().wanted(node).keySet());
  }

  private WatchedService watched(String name) {
    ServiceContract contract = now.get().services().get(name);
    return contract == null
        ? new WatchedService(name, List.of(), Optional.empty())
        : new WatchedService(name, contract.containers(), Optional.of(health(contract)));
  }

  private HealthContract health(ServiceContract contract) {
    Healthcheck check = contract.healthcheck();
    return new HealthContract(
        HealthContract.Type.valueOf(check.type().name()),
        check.endpoint(),
        contract.hostPorts().isEmpty() ? 0 : contract.hostPorts().getFirst(),
        check.interval(),
        check.timeout(),
        check.retries(),
        now.get().repo().resolve("services").resolve(contract.name()).resolve("healthcheck.sh"));
  }
}
