package dev.homelab.inventory;

import dev.homelab.event.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folders {@code hosts/<node>/runtime/<service>/} that there are. */
final class RuntimeFolders {
  private RuntimeFolders() {}

  /** The compose file that adds to a service's own on a node. */
  static String override(NodeId node, String service) {
    return "hosts/%s/runtime/%s/docker-compose.override.yml".formatted(node, service);
  }

  static List<String> of(Path repo, NodeId node) {
    Path runtime = repo.resolve("hosts/%s/runtime".formatted(node));
    if (!Files.isDirectory(runtime)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(runtime)) {
      return folders.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
