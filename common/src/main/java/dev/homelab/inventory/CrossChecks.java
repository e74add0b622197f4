package dev.homelab.inventory;

import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.routing.RoutingFile;
import dev.homelab.routing.TypeRow;
import dev.homelab.yaml.Faults;
import dev.homelab.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds what was read against each other. */
final class CrossChecks {
  /** The sum of all limits on the VPS (SPEC section 9). */
  private static final long VPS_BUDGET_MIB = 3_200;

  /** The kernel must never choose these (SPEC section 9). */
  private static final Set<String> PROTECTED = Set.of("hub", "edge-agent");

  private static final int PROTECTED_ADJ = -900;

  private final Inventory inventory;
  private final Faults faults;

  private CrossChecks(Inventory inventory, Faults faults) {
    this.inventory = inventory;
    this.faults = faults;
  }

  static void run(Inventory inventory, Map<NodeId, YamlNode> declared, Faults faults) {
    CrossChecks checks = new CrossChecks(inventory, faults);
    declared.forEach(checks::declared);
    checks.contracts();
    checks.cycles();
    checks.overrides();
    checks.eventTypes();
    inventory.sites().values().forEach(checks::gateway);
  }

  /** A gateway stands in its site, apart from the hub, and all of the site know where. */
  private void gateway(Site site) {
    if (site.gateway().isEmpty()) {
      return;
    }
    NodeId gateway = site.gateway().get();
    Node node = inventory.nodes().get(gateway);
    if (node == null || !node.site().equals(site.name())) {
      topology(
          "gateway %s of site %s does not stand there".formatted(gateway, site.name()),
          "one of the nodes with site: " + site.name());
    } else if (gateway.equals(inventory.hub())) {
      topology(
          "gateway %s of site %s is the hub's node".formatted(gateway, site.name()),
          "another node, or no gateway: the hub itself takes the site's logs");
    } else if (node.lanAddress().isEmpty()) {
      topology(
          "gateway %s of site %s has no lan_address".formatted(gateway, site.name()),
          "the address at which the site's nodes reach it, as in 192.168.1.10");
    }
  }

  private void topology(String problem, String legal) {
    faults.add(TopologyFile.FILE, 0, problem, legal);
  }

  /** The topology's short list and the node's own file say the same. */
  private void declared(NodeId node, YamlNode list) {
    Set<String> wanted = inventory.wanted(node).keySet();
    for (YamlNode item : list.items()) {
      if (!wanted.contains(item.text())) {
        faults.unknown(TopologyFile.FILE, item.line(), "service of " + node, item.text(), wanted);
      }
    }
    Set<String> named = new HashSet<>(list.items().stream().map(YamlNode::text).toList());
    wanted.stream()
        .filter(name -> !named.contains(name))
        .forEach(
            name ->
                list.fault(
                    "%s is wanted on %s and not listed".formatted(name, node),
                    "services: [… , " + name + "]"));
  }

  private void contracts() {
    inventory
        .services()
        .forEach(
            (name, contract) -> {
              String file = "services/" + name + "/service.yaml";
              contract.owner().ifPresent(owner -> ownerWantsIt(name, owner, file));
            });
  }

  private void ownerWantsIt(String service, String owner, String file) {
    boolean wantedSomewhere =
        inventory.wanted().values().stream().anyMatch(map -> map.containsKey(service));
    boolean byOwner =
        NodeId.isLegal(owner) && inventory.wanted(new NodeId(owner)).containsKey(service);
    if (wantedSomewhere && !byOwner && nodeNames().contains(owner)) {
      faults.add(
          file,
          0,
          "owner_node %s does not want %s".formatted(owner, service),
          "a node whose services.yaml lists it");
    }
  }

  private Set<String> nodeNames() {
    Set<String> names = new LinkedHashSet<>();
    inventory.nodes().keySet().forEach(node -> names.add(node.name()));
    return names;
  }

  private void cycles() {
    Set<Subject> done = new HashSet<>();
    for (NodeId node : inventory.nodes().keySet()) {
      for (String service : inventory.wanted(node).keySet()) {
        visit(new Subject(node, service), new ArrayList<>(), done);
      }
    }
  }

  private void visit(Subject at, List<Subject> path, Set<Subject> done) {
    if (path.contains(at)) {
      List<String> names =
          path.subList(path.indexOf(at), path.size()).stream().map(Subject::toString).toList();
      faults.add(
          "hosts/%s/services.yaml".formatted(at.node()),
          0,
          "services depend on each other in a circle: " + String.join(" → ", names) + " → " + at,
          "no circle");
      return;
    }
    if (!done.add(at)) {
      return;
    }
    path.add(at);
    inventory.dependencies(at).stream().sorted().forEach(next -> visit(next, path, done));
    path.removeLast();
  }

  /** Each override of each node. */
  private void overrides() {
    ComposeFiles compose = new ComposeFiles(inventory.repo(), faults);
    Map<String, Map<String, ComposeFiles.Limit>> ofHub = new HashMap<>();
    for (NodeId node : inventory.nodes().keySet()) {
      for (String service : RuntimeFolders.of(inventory.repo(), node)) {
        wantedThere(node, service);
        if (inventory.services().containsKey(service)) {
          Map<String, ComposeFiles.Limit> limits = compose.override(node, service);
          if (node.equals(inventory.hub())) {
            ofHub.put(service, limits);
          }
        }
      }
    }
    memory(ofHub);
  }

  private void wantedThere(NodeId node, String service) {
    Set<String> wanted = inventory.wanted(node).keySet();
    if (!wanted.contains(service)) {
      String folder = "hosts/%s/runtime/%s".formatted(node, service);
      faults.unknown(folder, 0, "service of " + node, service, wanted);
    }
  }

  /** The VPS has no swap: every container there has a limit, and together they fit. */
  private void memory(Map<String, Map<String, ComposeFiles.Limit>> limits) {
    NodeId vps = inventory.hub();
    long sum = 0;
    for (String service : inventory.wanted(vps).keySet()) {
      String file = RuntimeFolders.override(vps, service);
      for (String container : containers(service)) {
        ComposeFiles.Limit limit = limits.getOrDefault(service, Map.of()).get(container);
        if (limit == null || limit.memoryMib().isEmpty()) {
          faults.add(file, 0, container + " has no mem_limit", "mem_limit: 256m");
          continue;
        }
        sum += limit.memoryMib().get();
        if (PROTECTED.contains(container) && limit.oomScoreAdj() != PROTECTED_ADJ) {
          faults.add(
              file,
              limit.line(),
              "%s has oom_score_adj %d".formatted(container, limit.oomScoreAdj()),
              "oom_score_adj: -900");
        }
      }
    }
    if (sum > VPS_BUDGET_MIB) {
      faults.add(
          "hosts/%s/runtime".formatted(vps),
          0,
          "all mem_limit together are %d MiB".formatted(sum),
          "at most %d MiB".formatted(VPS_BUDGET_MIB));
    }
  }

  private List<String> containers(String service) {
    ServiceContract contract = inventory.services().get(service);
    return contract == null ? List.of(service) : contract.containers();
  }

  /** Every type that our code can emit has a row (RULES W2). */
  private void eventTypes() {
    for (String type : EventTypes.ALL) {
      if (inventory.routing().type(type).isEmpty()) {
        faults.add(
            RoutingFile.FILE,
            0,
            "event type \"%s\" has no row".formatted(type),
            type + ": {severity: …}");
      }
    }
    inventory.routing().types().values().stream()
        .filter(CrossChecks::isUnheard)
        .forEach(
            row ->
                faults.add(
                    RoutingFile.FILE,
                    0,
                    "event type \"%s\" opens nothing: nobody would be told".formatted(row.type()),
                    "opens: true, or momentary: true"));
  }

  /** The rows decide about conditions: what the mesh tells of itself must become one. */
  private static boolean isUnheard(TypeRow row) {
    return row.mesh()
        && row.severity().atLeast(Severity.WARNING)
        && !row.opens()
        && !row.momentary();
  }
}
