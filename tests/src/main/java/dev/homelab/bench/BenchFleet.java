package dev.homelab.bench;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import dev.homelab.sync.EnrolmentRequest;
import dev.homelab.sync.EnrolmentToken;
import dev.homelab.sync.KeyFile;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A hub's root and a repository in which many nodes are wanted and enrolled.
 *
 * @param keys of the nodes, in their order
 */
record BenchFleet(
    Path root, Path repo, SigningKey hubKey, List<NodeId> nodes, List<SigningKey> keys) {

  /** Makes both under a folder, from the repository's own inventory and more nodes. */
  static BenchFleet make(Path folder, Path home, int count) throws IOException {
    Path repo = folder.resolve("repo");
    Path root = folder.resolve("root");
    Files.createDirectories(root.resolve("state"));
    List<NodeId> nodes = inventory(home, repo, count);
    SigningKey hubKey = KeyFile.loadOrCreate(root, "hub");
    return new BenchFleet(root, repo, hubKey, nodes, enrol(root, hubKey, nodes));
  }

  List<BenchNode> connect(String address) throws IOException {
    List<BenchNode> all = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      all.add(
          BenchNode.greeted(URI.create(address), hubKey.verifyKey(), nodes.get(i), keys.get(i)));
    }
    return all;
  }

  private static List<NodeId> inventory(Path home, Path repo, int count) throws IOException {
    for (String data : List.of("inventory", "hosts", "services")) {
      copy(home.resolve(data), repo.resolve(data));
    }
    List<NodeId> nodes = new ArrayList<>();
    StringBuilder more = new StringBuilder();
    for (int i = 0; i < count; i++) {
      NodeId node = NodeId.of("bench-%03d".formatted(i));
      nodes.add(node);
      more.append("  %s: {site: home, roles: [bench], services: [edge-agent]}\n".formatted(node));
      copy(home.resolve("hosts/saturn"), repo.resolve("hosts").resolve(node.name()));
    }
    Path topology = repo.resolve("inventory/topology.yaml");
    Files.writeString(
        topology, Files.readString(topology).replaceFirst("(?m)^nodes:\n", "nodes:\n" + more));
    return nodes;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  private static List<SigningKey> enrol(Path root, SigningKey hub, List<NodeId> nodes)
      throws IOException {
    NodeRegistry registry = NodeRegistry.open(new FileDisk(), root);
    List<SigningKey> keys = new ArrayList<>();
    Instant now = Instant.now();
    for (NodeId node : nodes) {
      EnrolmentToken token = registry.issue(node, "home", hub.verifyKey(), now).orElseThrow();
      SigningKey key = SigningKey.generate();
      NodeRegistry.Enrolment enrolled =
          registry.enrol(EnrolmentRequest.of(token, key), hub.verifyKey(), now);
      if (!(enrolled instanceof NodeRegistry.Enrolment.Accepted)) {
        throw new IOException(enrolled.toString());
      }
      keys.add(key);
    }
    return keys;
  }
}
