package dev.homelab.inventory;

import dev.homelab.event.NodeId;
import dev.homelab.routing.Routing;
import dev.homelab.routing.RoutingFile;
import dev.homelab.watching.WatchersFile;
import dev.homelab.yaml.Fault;
import dev.homelab.yaml.Faults;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Reads a repository in the order in which a reader discovers it (SPEC section 2): topology, nodes,
 * services, contracts, routing; then holds them against each other.
 */
final class InventoryReader {
  private final Path repo;
  private final Faults faults = new Faults();

  InventoryReader(Path repo) {
    this.repo = repo;
  }

  /** By service, the groups of settings of the watchers that look at it. */
  private static Map<String, Set<String>> watchers(Map<String, ServiceContract> services) {
    Map<String, Set<String>> groups = new HashMap<>();
    services.forEach(
        (name, contract) -> {
          Set<String> mine = new HashSet<>(Set.of("docker"));
          mine.add(contract.healthcheck().type() == Healthcheck.Type.MQTT ? "mqtt" : "health");
          if (name.equals("zigbee2mqtt")) {
            mine.add("zigbee");
          }
          groups.put(name, mine);
        });
    return groups;
  }

  Inventory.Reading read() {
    Optional<TopologyFile.Topology> topology = new TopologyFile(repo, faults).read();
    Optional<Routing> routing = RoutingFile.read(repo, faults);
    Map<String, ServiceContract> services =
        new ServiceFiles(repo, faults, topology.map(InventoryReader::names).orElse(Set.of()))
            .readAll();
    if (topology.isEmpty() || routing.isEmpty()) {
      return new Inventory.Reading(Optional.empty(), faults.all());
    }
    Map<NodeId, SortedMap<String, WantedService>> wanted = new HashMap<>();
    HostFiles hosts = new HostFiles(repo, faults, services.keySet());
    for (NodeId node : topology.get().nodes().keySet()) {
      wanted.put(node, hosts.services(node));
    }
    hosts.strangers(topology.get().nodes().keySet());
    Inventory inventory =
        new Inventory(
            repo,
            zone(topology.get().zone()),
            topology.get().hub(),
            topology.get().sites(),
            hosts.withCapabilities(topology.get().nodes()),
            wanted,
            services,
            routing.get(),
            WatchersFile.read(repo, faults, names(topology.get()), watchers(services)));
    if (faults.all().stream().noneMatch(InventoryReader::hidesOthers)) {
      CrossChecks.run(inventory, topology.get().declared(), faults);
    }
    List<Fault> all = faults.all();
    return new Inventory.Reading(all.isEmpty() ? Optional.of(inventory) : Optional.empty(), all);
  }

  /** A file that can't be read would make everything that names its content look wrong. */
  private static boolean hidesOthers(Fault fault) {
    return fault.what().startsWith("no YAML") || fault.what().contains("is missing");
  }

  private static Set<String> names(TopologyFile.Topology topology) {
    return topology.nodes().keySet().stream().map(NodeId::name).collect(Collectors.toSet());
  }

  private ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (java.time.DateTimeException unknown) {
      faults.add(TopologyFile.FILE, 0, "zone \"" + name + "\" is not known", "Europe/Warsaw");
      return java.time.ZoneOffset.UTC;
    }
  }
}
