package dev.homelab.edge.cli;

import dev.homelab.edge.container.ComposeFile;
import dev.homelab.edge.lab.LabPlan;
import dev.homelab.edge.lab.LabService;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** What of the repository's inventory a lab runs. */
final class LabInventory {
  /** These run as themselves. */
  private static final Set<String> OWN = Set.of("hub", "edge-agent");

  private LabInventory() {}

  static LabPlan read(Path repository) {
    List<LabPlan.Member> nodes = new ArrayList<>();
    List<LabService> services = new ArrayList<>();
    Map<String, Object> topology =
        Values.object(yaml(repository.resolve("inventory/topology.yaml")), "nodes");
    for (String name : topology.keySet()) {
      NodeId node = NodeId.of(name);
      nodes.add(new LabPlan.Member(node, Json.text(Values.object(topology, name), "site")));
      Path host = repository.resolve("hosts").resolve(name).resolve("services.yaml");
      for (String service : Values.object(yaml(host), "services").keySet()) {
        if (!OWN.contains(service)) {
          Path compose =
              repository.resolve("services").resolve(service).resolve("docker-compose.yml");
          services.add(new LabService(node, service, ComposeFile.containers(compose, service)));
        }
      }
    }
    return new LabPlan(nodes, services);
  }

  private static Map<String, Object> yaml(Path file) {
    try {
      Object document =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
      return document == null ? Map.of() : Values.object(Map.of("document", document), "document");
    } catch (IOException | YAMLException unreadable) {
      throw new CommandFailure(
          file + " can't be read; homelab check says what is wrong", unreadable);
    }
  }
}
