package dev.homelab.inventory;

import dev.homelab.event.NodeId;
import dev.homelab.yaml.Faults;
import dev.homelab.yaml.YamlFile;
import dev.homelab.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads {@code hosts/<node>/capabilities.yaml} and {@code services.yaml}. */
final class HostFiles {
  private final Path repo;
  private final Faults faults;
  private final Set<String> known;

  HostFiles(Path repo, Faults faults, Set<String> knownServices) {
    this.repo = repo;
    this.faults = faults;
    this.known = knownServices;
  }

  SortedMap<String, WantedService> services(NodeId node) {
    SortedMap<String, WantedService> wanted = new TreeMap<>();
    String file = "hosts/%s/services.yaml".formatted(node);
    YamlFile.read(repo, file, faults)
        .ifPresent(
            root ->
                root.only("services")
                    .need("services")
                    .members()
                    .forEach(
                        (name, service) -> {
                          if (!known.contains(name)) {
                            faults.unknown(file, service.line(), "service", name, known);
                          } else {
                            wanted.put(name, service(name, service));
                          }
                        }));
    return wanted;
  }

  private WantedService service(String name, YamlNode node) {
    node.only(
        "role",
        "deployment_model",
        "exposure",
        "offline_required",
        "depends_on",
        "runtime",
        "monitor");
    Optional<YamlNode> depends = node.get("depends_on");
    depends.ifPresent(it -> it.only("local", "external"));
    node.get("runtime").ifPresent(it -> it.only("config_path", "data_path", "logs_path"));
    List<String> local = depends.map(it -> it.texts("local")).orElse(List.of());
    List<String> external = depends.map(it -> it.texts("external")).orElse(List.of());
    Stream.concat(local.stream(), external.stream())
        .filter(other -> !known.contains(other))
        .forEach(
            other ->
                faults.unknown(node.file(), node.lineOf("depends_on"), "service", other, known));
    return new WantedService(
        name,
        Exposure.of(node.word("exposure", Exposure.texts(), "local-only")),
        node.flag("monitor", true),
        node.flag("offline_required", false),
        local,
        external);
  }

  /** The nodes with what their capabilities add. */
  SortedMap<NodeId, Node> withCapabilities(SortedMap<NodeId, Node> nodes) {
    SortedMap<NodeId, Node> all = new TreeMap<>();
    nodes.forEach((id, node) -> all.put(id, withCapabilities(node)));
    return all;
  }

  private Node withCapabilities(Node node) {
    String file = "hosts/%s/capabilities.yaml".formatted(node.id());
    Optional<YamlNode> capabilities =
        YamlFile.read(repo, file, faults)
            .map(root -> root.only("capabilities").need("capabilities"));
    capabilities.ifPresent(HostFiles::checkKeys);
    Optional<YamlNode> operational = capabilities.flatMap(it -> it.get("operational"));
    boolean bestEffort =
        operational
            .map(it -> it.word("availability_target", List.of("always-on", "best-effort"), ""))
            .filter("best-effort"::equals)
            .isPresent();
    boolean intermittent =
        operational
            .map(it -> it.word("connectivity", List.of("permanent", "intermittent"), ""))
            .filter("intermittent"::equals)
            .isPresent();
    Optional<YamlNode> networking = capabilities.flatMap(it -> it.get("networking"));
    return new Node(
        node.id(),
        node.site(),
        node.roles(),
        node.lanAddress(),
        node.runsOn(),
        node.aliases(),
        bestEffort,
        intermittent,
        capabilities
            .flatMap(it -> it.get("storage"))
            .map(HostFiles::storage)
            .orElse(Node.Storage.NONE),
        node.tailscale(),
        networking.flatMap(it -> it.get("uplink")).map(YamlNode::text),
        networking
            .map(it -> positive(it, "data_plan_mb", Integer.MAX_VALUE))
            .orElse(OptionalInt.empty()));
  }

  private static Node.Storage storage(YamlNode node) {
    List<String> watch = node.texts("watch");
    watch.stream()
        .filter(path -> !path.startsWith("/"))
        .forEach(
            path ->
                node.fault(
                    "watch \"" + path + "\" is no absolute path", "[\"/\", \"/opt/homelab\"]"));
    Node.Storage storage =
        new Node.Storage(
            watch,
            positive(node, "warning_percent", 100),
            positive(node, "high_percent", 100),
            positive(node, "critical_percent", 100));
    int last = 0;
    for (OptionalInt limit :
        List.of(storage.warningPercent(), storage.highPercent(), storage.criticalPercent())) {
      if (limit.orElse(100) < last) {
        node.fault("the thresholds fall", "warning_percent ≤ high_percent ≤ critical_percent");
      }
      last = limit.orElse(last);
    }
    return storage;
  }

  private static OptionalInt positive(YamlNode node, String key, int most) {
    if (node.get(key).isEmpty()) {
      return OptionalInt.empty();
    }
    int number = node.number(key, 1);
    if (number < 1 || number > most) {
      node.fault("%s is %d".formatted(key, number), "1 to " + most);
    }
    return OptionalInt.of(number);
  }

  private static void checkKeys(YamlNode node) {
    node.only(
        "hardware",
        "virtualization",
        "storage",
        "networking",
        "runtime",
        "operational",
        "deployment");
    node.get("hardware").ifPresent(it -> it.only("cpu", "memory", "acceleration"));
    node.get("storage")
        .ifPresent(
            it ->
                it.only(
                    "persistence",
                    "type",
                    "capacity_gb",
                    "watch",
                    "warning_percent",
                    "high_percent",
                    "critical_percent"));
    node.get("networking")
        .ifPresent(
            it ->
                it.only(
                    "reachability", "ingress_suitability", "bandwidth", "uplink", "data_plan_mb"));
    node.get("runtime").ifPresent(it -> it.only("container_engine", "os"));
    node.get("operational")
        .ifPresent(it -> it.only("power_constraint", "connectivity", "availability_target"));
    node.get("deployment").ifPresent(it -> it.only("suitability", "restricted"));
  }

  /** Folders under {@code hosts/} that belong to no node of the topology. */
  void strangers(Collection<NodeId> nodes) {
    List<String> names = nodes.stream().map(NodeId::name).toList();
    try (Stream<Path> folders = Files.list(repo.resolve("hosts"))) {
      folders
          .map(path -> path.getFileName().toString())
          .filter(name -> !names.contains(name) && !name.startsWith("."))
          .sorted()
          .forEach(name -> faults.unknown("hosts/" + name, 0, "node", name, names));
    } catch (NoSuchFileException absent) {
      faults.add("hosts", 0, "the folder is missing", "hosts/<node>/");
    } catch (IOException unreadable) {
      faults.add("hosts", 0, "the folder can't be read: " + unreadable.getMessage(), "a folder");
    }
  }
}
