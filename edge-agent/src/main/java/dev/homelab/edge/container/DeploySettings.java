package dev.homelab.edge.container;

import dev.homelab.event.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a node's definitions stand and how long a deployment may take.
 *
 * @param checkout the node's own checkout of the repository
 * @param root the node's root, {@code /opt/homelab} on a real one
 */
public record DeploySettings(NodeId node, Path checkout, Path root, Duration timeout) {
  public static final Duration TIMEOUT = Duration.ofMinutes(10);

  Path composeFile(String service) {
    return checkout.resolve("services").resolve(service).resolve("docker-compose.yml");
  }

  Path override(String service) {
    return checkout
        .resolve("hosts")
        .resolve(node.name())
        .resolve("runtime")
        .resolve(service)
        .resolve("docker-compose.override.yml");
  }

  Path environment(String service) {
    return root.resolve("config").resolve(service).resolve(".env");
  }

  /** The definition's files that are there, in the order in which they are merged. */
  List<Path> files(String service) {
    List<Path> files = new ArrayList<>();
    for (Path file : List.of(composeFile(service), override(service))) {
      if (Files.isRegularFile(file)) {
        files.add(file);
      }
    }
    return files;
  }
}
