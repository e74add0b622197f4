package dev.homelab.inventory;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.routing.Routing;
import dev.homelab.watching.Watching;
import dev.homelab.yaml.Fault;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything that the repository says is wanted. */
public record Inventory(
    Path repo,
    ZoneId zone,
    NodeId hub,
    Map<String, Site> sites,
    SortedMap<NodeId, Node> nodes,
    Map<NodeId, SortedMap<String, WantedService>> wanted,
    Map<String, ServiceContract> services,
    Routing routing,
    Watching watching) {

  /** What came of reading: the inventory where nothing is wrong, and all faults. */
  public record Reading(Optional<Inventory> inventory, List<Fault> faults) {}

  public Inventory {
    sites = Map.copyOf(sites);
    nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    wanted = Map.copyOf(wanted);
    services = Map.copyOf(services);
  }

  /** Reads and checks a repository; blocks. */
  public static Reading read(Path repo) {
    return new InventoryReader(repo).read();
  }

  public SortedMap<String, WantedService> wanted(NodeId node) {
    return wanted.getOrDefault(node, Collections.emptySortedMap());
  }

  public boolean wants(Subject subject) {
    return subject.isNode()
        ? nodes.containsKey(subject.node())
        : wanted(subject.node()).containsKey(subject.service());
  }

  /** The topology's name of a node, or empty where the topology lacks it. */
  public Optional<NodeId> canonical(NodeId name) {
    if (nodes.containsKey(name)) {
      return Optional.of(name);
    }
    return nodes.values().stream()
        .filter(node -> node.aliases().contains(name))
        .map(Node::id)
        .findFirst();
  }

  public Optional<Site> site(NodeId node) {
    return Optional.ofNullable(nodes.get(node)).map(it -> sites.get(it.site()));
  }

  /** The services on which one depends, where they are: on its node, else on its site. */
  public Set<Subject> dependencies(Subject subject) {
    WantedService service = wanted(subject.node()).get(subject.service());
    if (service == null) {
      return Set.of();
    }
    Set<Subject> all = new HashSet<>();
    service.needsLocal().forEach(name -> all.add(new Subject(subject.node(), name)));
    for (String name : service.needsExternal()) {
      ofSite(subject.node(), name).ifPresent(all::add);
    }
    return all;
  }

  /** The service where it is wanted on another node of the same site, where that is one node. */
  public Optional<Subject> elsewhereOnSite(Subject noticed) {
    List<Subject> wanting =
        nodes.values().stream()
            .filter(
                node ->
                    site(noticed.node()).filter(it -> it.name().equals(node.site())).isPresent())
            .map(node -> new Subject(node.id(), noticed.service()))
            .filter(this::wants)
            .toList();
    return wanting.size() == 1 ? Optional.of(wanting.getFirst()) : Optional.empty();
  }

  private Optional<Subject> ofSite(NodeId from, String service) {
    String site = Optional.ofNullable(nodes.get(from)).map(Node::site).orElse("");
    return nodes.values().stream()
        .filter(node -> node.site().equals(site) && wanted(node.id()).containsKey(service))
        .map(node -> new Subject(node.id(), service))
        .findFirst();
  }

  /** The compose files of a service on a node, in the order in which they are merged. */
  public List<Path> definition(NodeId node, String service) {
    Path compose = repo.resolve("services").resolve(service).resolve("docker-compose.yml");
    Path override = repo.resolve(RuntimeFolders.override(node, service));
    return java.nio.file.Files.exists(override) ? List.of(compose, override) : List.of(compose);
  }

  /** Names of nodes by all names under which they may appear. */
  public Map<NodeId, NodeId> names() {
    Map<NodeId, NodeId> names = new HashMap<>();
    for (Node node : nodes.values()) {
      names.put(node.id(), node.id());
      node.aliases().forEach(alias -> names.put(alias, node.id()));
    }
    return names;
  }
}
