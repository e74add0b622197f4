package dev.homelab.inventory;

import dev.homelab.yaml.Durations;
import dev.homelab.yaml.Faults;
import dev.homelab.yaml.YamlFile;
import dev.homelab.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code services/<name>/}: the contract, and that its files are there (SPEC section 3). */
final class ServiceFiles {
  private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final List<String> FILES =
      List.of("docker-compose.yml", "README.md", "env.example", "healthcheck.sh", "tests");
  private static final List<String> CHECKS = List.of("local-only", "container", "http", "mqtt");
  private static final List<String> POLICIES =
      List.of("unless-stopped", "always", "on-failure", "no");

  private final Path repo;
  private final Faults faults;
  private final Set<String> nodes;
  private final Set<String> names = new TreeSet<>();

  /**
   * Reads with what is known already.
   *
   * @param nodes of the topology; empty where it could not be read
   */
  ServiceFiles(Path repo, Faults faults, Set<String> nodes) {
    this.repo = repo;
    this.faults = faults;
    this.nodes = Set.copyOf(nodes);
  }

  Map<String, ServiceContract> readAll() {
    SortedMap<String, ServiceContract> all = new TreeMap<>();
    try (Stream<Path> folders = Files.list(repo.resolve("services"))) {
      folders
          .filter(Files::isDirectory)
          .map(path -> path.getFileName().toString())
          .forEach(names::add);
      names.forEach(name -> read(name).ifPresent(contract -> all.put(name, contract)));
    } catch (NoSuchFileException absent) {
      faults.add("services", 0, "the folder is missing", "services/<name>/");
    } catch (IOException unreadable) {
      faults.add("services", 0, "the folder can't be read: " + unreadable.getMessage(), "a folder");
    }
    return all;
  }

  private Optional<ServiceContract> read(String name) {
    String folder = "services/" + name;
    if (!KEBAB.matcher(name).matches()) {
      faults.add(folder, 0, "service \"%s\" is not kebab-case".formatted(name), "my-service");
    }
    for (String file : FILES) {
      if (!Files.exists(repo.resolve(folder).resolve(file))) {
        faults.add(folder + "/" + file, 0, "the file is missing", "every service has it");
      }
    }
    return YamlFile.read(repo, folder + "/service.yaml", faults)
        .map(root -> contract(name, root.only("service").need("service")));
  }

  private ServiceContract contract(String name, YamlNode node) {
    node.only(
        "name",
        "owner_node",
        "exposure",
        "dependencies",
        "ports",
        "healthcheck",
        "restart_policy",
        "persistence",
        "runtime");
    String stated = node.need("name").text();
    if (!stated.equals(name)) {
      node.need("name").fault("name \"%s\" is not its folder's".formatted(stated), name);
    }
    String owner = node.need("owner_node").text();
    if (!owner.equals("all") && !nodes.isEmpty() && !nodes.contains(owner)) {
      faults.unknown(node.file(), node.lineOf("owner_node"), "owner_node", owner, nodes);
    }
    node.texts("dependencies").stream()
        .filter(other -> !names.contains(other))
        .forEach(
            other ->
                faults.unknown(node.file(), node.lineOf("dependencies"), "service", other, names));
    node.get("persistence").ifPresent(it -> it.only("paths"));
    node.get("runtime").ifPresent(it -> it.only("directories", "env_vars"));
    return new ServiceContract(
        name,
        owner.equals("all") ? Optional.empty() : Optional.of(owner),
        Exposure.of(node.word("exposure", Exposure.texts(), "local-only")),
        node.texts("dependencies"),
        hostPorts(node),
        healthcheck(node.need("healthcheck")),
        node.word("restart_policy", POLICIES, "unless-stopped"),
        node.get("persistence").map(it -> it.texts("paths")).orElse(List.of()),
        node.get("runtime").map(it -> it.texts("env_vars")).orElse(List.of()),
        new ComposeFiles(repo, faults).containers(name));
  }

  private static List<Integer> hostPorts(YamlNode node) {
    return node.get("ports").map(YamlNode::items).orElse(List.of()).stream()
        .map(port -> port.only("container", "host", "protocol").number("host", 0))
        .filter(port -> port > 0)
        .toList();
  }

  private static Healthcheck healthcheck(YamlNode node) {
    node.only("type", "endpoint", "interval", "timeout", "retries");
    String type = node.word("type", CHECKS, "container");
    return new Healthcheck(
        Healthcheck.Type.valueOf(type.replace('-', '_').toUpperCase(Locale.ROOT)),
        node.text("endpoint", ""),
        Durations.of(node, "interval", Duration.ofSeconds(60)),
        Durations.of(node, "timeout", Duration.ofSeconds(5)),
        node.number("retries", 3));
  }
}
