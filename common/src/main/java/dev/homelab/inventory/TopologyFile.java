package dev.homelab.inventory;

import dev.homelab.event.NodeId;
import dev.homelab.yaml.Durations;
import dev.homelab.yaml.Faults;
import dev.homelab.yaml.Sizes;
import dev.homelab.yaml.YamlFile;
import dev.homelab.yaml.YamlNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code inventory/topology.yaml}. */
final class TopologyFile {
  static final String FILE = "inventory/topology.yaml";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** As good as no limit: some 4 MB a second. */
  private static final long CATCH_UP = 256L << 20;

  private final Path repo;
  private final Faults faults;

  TopologyFile(Path repo, Faults faults) {
    this.repo = repo;
    this.faults = faults;
  }

  /**
   * @param declared the services that the topology names for each node
   */
  record Topology(
      String zone,
      NodeId hub,
      Map<String, Site> sites,
      SortedMap<NodeId, Node> nodes,
      Map<NodeId, YamlNode> declared) {}

  Optional<Topology> read() {
    return YamlFile.read(repo, FILE, faults).flatMap(this::topology);
  }

  private Optional<Topology> topology(YamlNode root) {
    root.only("mesh", "zone", "hub", "sites", "nodes");
    Map<String, YamlNode> nodeNodes = root.need("nodes").members();
    Map<String, Site> sites = sites(root, nodeNodes);
    boolean tailscale = root.text("mesh", "").equals("tailscale");
    SortedMap<NodeId, Node> nodes = new TreeMap<>();
    Map<NodeId, YamlNode> declared = new HashMap<>();
    nodeNodes.forEach(
        (name, node) -> {
          if (!NodeId.isLegal(name)) {
            node.fault("node \"%s\" is no legal name".formatted(name), "a-z, 0-9 and -");
          } else {
            NodeId id = new NodeId(name);
            nodes.put(id, node(id, node, sites, nodeNodes, tailscale));
            node.get("services").ifPresent(it -> declared.put(id, it));
          }
        });
    aliases(nodes);
    String hub = root.need("hub").text();
    if (!nodeNodes.containsKey(hub)) {
      faults.unknown(FILE, root.lineOf("hub"), "node", hub, nodeNodes.keySet());
      return Optional.empty();
    }
    return Optional.of(
        new Topology(root.text("zone", "UTC"), new NodeId(hub), sites, nodes, declared));
  }

  private Map<String, Site> sites(YamlNode root, Map<String, YamlNode> nodes) {
    Map<String, Site> sites = new HashMap<>();
    root.need("sites")
        .members()
        .forEach(
            (name, site) -> {
              site.only("gateway", "patience", "validity", "catch_up", "carries");
              Optional<NodeId> gateway = site.get("gateway").flatMap(it -> reference(it, nodes));
              Optional<Duration> validity =
                  site.get("validity")
                      .map(it -> Durations.of(site, "validity", Duration.ofHours(1)));
              sites.put(
                  name,
                  new Site(
                      name,
                      gateway,
                      Durations.of(site, "patience", PATIENCE),
                      validity,
                      Sizes.of(site, "catch_up", CATCH_UP),
                      Carries.of(site.word("carries", Carries.words(), Carries.WHEN_CUT.text()))));
            });
    return sites;
  }

  private Node node(
      NodeId id,
      YamlNode node,
      Map<String, Site> sites,
      Map<String, YamlNode> nodes,
      boolean tailscale) {
    node.only("site", "roles", "services", "lan_address", "runs_on", "aliases");
    return new Node(
        id,
        node.word("site", sites.keySet(), "unknown"),
        node.texts("roles"),
        node.get("lan_address").map(YamlNode::text),
        node.get("runs_on").flatMap(it -> reference(it, nodes)),
        aliases(node),
        false,
        false,
        Node.Storage.NONE,
        tailscale,
        Optional.empty(),
        OptionalInt.empty());
  }

  private static List<NodeId> aliases(YamlNode node) {
    List<NodeId> aliases = new ArrayList<>();
    for (String alias : node.texts("aliases")) {
      if (NodeId.isLegal(alias)) {
        aliases.add(new NodeId(alias));
      } else {
        node.faults()
            .add(
                FILE,
                node.lineOf("aliases"),
                "alias \"" + alias + "\" is no legal name",
                "a-z, 0-9 and -");
      }
    }
    return aliases;
  }

  private void aliases(SortedMap<NodeId, Node> nodes) {
    Map<NodeId, NodeId> taken = new HashMap<>();
    for (Node node : nodes.values()) {
      for (NodeId alias : node.aliases()) {
        NodeId other = nodes.containsKey(alias) ? alias : taken.put(alias, node.id());
        if (other != null) {
          faults.add(
              FILE,
              0,
              "alias \"%s\" of %s is also a name of %s".formatted(alias, node.id(), other),
              "each name once");
        }
      }
    }
  }

  private Optional<NodeId> reference(YamlNode node, Map<String, YamlNode> nodes) {
    String name = node.text();
    if (!nodes.containsKey(name)) {
      faults.unknown(FILE, node.line(), "node", name, nodes.keySet());
      return Optional.empty();
    }
    return Optional.of(new NodeId(name));
  }
}
