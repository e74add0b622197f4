package dev.homelab.inventory;

import dev.homelab.yaml.Faults;
import dev.homelab.yaml.YamlFile;
import dev.homelab.yaml.YamlNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What compose files say of containers and of memory. */
final class ComposeFiles {
  private static final Pattern MEMORY = Pattern.compile("(\\d+)([kmg])b?");

  private final Path repo;
  private final Faults faults;

  ComposeFiles(Path repo, Faults faults) {
    this.repo = repo;
    this.faults = faults;
  }

  /** The containers of a service; the main one carries its name, the others {@code name-part}. */
  List<String> containers(String service) {
    String file = "services/" + service + "/docker-compose.yml";
    if (!Files.exists(repo.resolve(file))) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    YamlFile.read(repo, file, faults)
        .map(root -> root.need("services").members())
        .orElse(Map.of())
        .forEach((key, node) -> names.add(container(service, key, node)));
    if (!names.contains(service)) {
      faults.add(file, 0, "no container carries the service's name", "container_name: " + service);
    }
    names.sort((a, b) -> Boolean.compare(!a.equals(service), !b.equals(service)));
    return names;
  }

  private String container(String service, String key, YamlNode node) {
    String name = node.text("container_name", key);
    if (!name.equals(service) && !name.startsWith(service + "-")) {
      node.fault(
          "container \"%s\" belongs to no part of %s".formatted(name, service),
          service + " or " + service + "-part");
    }
    node.get("devices")
        .ifPresent(
            devices ->
                devices.items().stream()
                    .filter(device -> device.isText() && device.text().contains("/dev/ttyUSB0"))
                    .forEach(
                        device ->
                            device.fault(
                                "/dev/ttyUSB0 is never used", "the coordinator's TCP address")));
    node.get("deploy")
        .flatMap(deploy -> deploy.get("resources"))
        .ifPresent(
            resources ->
                resources.fault("deploy.resources needs Swarm", "mem_limit: 256m at the top"));
    return name;
  }

  /** What an override on the VPS says of one container. */
  record Limit(Optional<Long> memoryMib, int oomScoreAdj, int line) {}

  /** The limits in a service's override on a node, by container; empty where there is none. */
  Map<String, Limit> limits(String node, String service, List<String> containers) {
    String file = "hosts/%s/runtime/%s/docker-compose.override.yml".formatted(node, service);
    Map<String, Limit> limits = new HashMap<>();
    if (!Files.exists(repo.resolve(file))) {
      return limits;
    }
    YamlFile.read(repo, file, faults)
        .map(root -> root.need("services").members())
        .orElse(Map.of())
        .forEach(
            (name, it) -> {
              if (!containers.contains(name)) {
                faults.unknown(file, it.line(), "container", name, containers);
              }
              limits.put(
                  name,
                  new Limit(
                      it.get("mem_limit").flatMap(ComposeFiles::memory),
                      it.number("oom_score_adj", 0),
                      it.line()));
            });
    return limits;
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
