package dev.homelab.inventory;

import dev.homelab.event.NodeId;
import dev.homelab.yaml.Faults;
import dev.homelab.yaml.YamlFile;
import dev.homelab.yaml.YamlNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What compose files and the nodes' overrides say of containers and of memory. */
final class ComposeFiles {
  private static final Pattern MEMORY = Pattern.compile("(\\d{1,9})([kmg])b?");

  /** The coordinator is reached over TCP (SPEC section 10). */
  private static final String SERIAL_DEVICE = "/dev/ttyUSB0";

  private final Path repo;
  private final Faults faults;

  ComposeFiles(Path repo, Faults faults) {
    this.repo = repo;
    this.faults = faults;
  }

  /** The containers of a service; the main one carries its name, the others {@code name-part}. */
  List<String> containers(String service) {
    String file = base(service);
    if (!Files.exists(repo.resolve(file))) {
      return List.of();
    }
    YamlNode declared = declared(file);
    declared.members().values().forEach(ComposeFiles::neverUsed);
    List<String> names = new ArrayList<>(names(declared).values());
    declared.members().forEach((key, node) -> belongs(service, key, node));
    if (!names.contains(service)) {
      faults.add(file, 0, "no container carries the service's name", "container_name: " + service);
    }
    names.sort((a, b) -> Boolean.compare(!a.equals(service), !b.equals(service)));
    return names;
  }

  private static String base(String service) {
    return "services/" + service + "/docker-compose.yml";
  }

  private YamlNode declared(String file) {
    return YamlFile.read(repo, file, faults)
        .map(root -> root.need("services"))
        .orElseGet(() -> YamlNode.empty(file, faults));
  }

  /** The containers' names by their keys. */
  private static Map<String, String> names(YamlNode declared) {
    Map<String, String> names = new LinkedHashMap<>();
    declared.members().forEach((key, node) -> names.put(key, node.text("container_name", key)));
    return names;
  }

  private static void belongs(String service, String key, YamlNode node) {
    String name = node.text("container_name", key);
    if (!name.equals(service) && !name.startsWith(service + "-")) {
      node.fault(
          "container \"%s\" belongs to no part of %s".formatted(name, service),
          service + " or " + service + "-part");
    }
  }

  /** What no file may say of a container, a service's own as little as a node's override. */
  private static void neverUsed(YamlNode container) {
    container.scalars().stream()
        .filter(scalar -> scalar.text().contains(SERIAL_DEVICE))
        .forEach(
            scalar ->
                scalar.fault(SERIAL_DEVICE + " is never used", "the coordinator's TCP address"));
    container
        .get("deploy")
        .flatMap(deploy -> deploy.get("resources"))
        .ifPresent(
            resources ->
                resources.fault("deploy.resources needs Swarm", "mem_limit: 256m at the top"));
  }

  /** What an override says of one container. */
  record Limit(Optional<Long> memoryMib, int oomScoreAdj, int line) {}

  /** Checks a service's override on a node: its limits by container, none where it has none. */
  Map<String, Limit> override(NodeId node, String service) {
    String file = RuntimeFolders.override(node, service);
    if (!Files.exists(repo.resolve(file))) {
      return Map.of();
    }
    Map<String, String> names = names(declared(base(service)));
    YamlNode declared = declared(file);
    Map<String, Limit> limits = new HashMap<>();
    declared
        .members()
        .forEach(
            (key, container) -> {
              neverUsed(container);
              Limit limit = limit(container, declared.lineOf(key));
              String name = names.get(key);
              if (name == null) {
                faults.unknown(file, declared.lineOf(key), "container", key, names.keySet());
              } else {
                keepsName(container, name);
                limits.put(name, limit);
              }
            });
    return limits;
  }

  private static void keepsName(YamlNode container, String name) {
    container
        .get("container_name")
        .filter(stated -> !stated.text().equals(name))
        .ifPresent(
            stated ->
                stated.fault(
                    "container \"%s\" is %s by another name".formatted(stated.text(), name),
                    "container_name: " + name));
  }

  private static Limit limit(YamlNode container, int line) {
    return new Limit(
        container.get("mem_limit").flatMap(ComposeFiles::memory),
        container.number("oom_score_adj", 0),
        line);
  }

  private static Optional<Long> memory(YamlNode node) {
    Matcher matcher = MEMORY.matcher(node.text());
    if (!matcher.matches()) {
      node.fault("mem_limit \"%s\" is no size".formatted(node.text()), "256m or 1g");
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "k" -> amount / 1024;
          case "g" -> amount * 1024;
          default -> amount;
        });
  }
}
