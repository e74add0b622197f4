package dev.homelab.edge.lab;

import dev.homelab.edge.container.LabAddress;
import dev.homelab.event.NodeId;
import java.nio.file.Path;

/**
 * Where a lab keeps what: each node's root, laid out as SPEC section 4 inside, and its own files.
 */
public record LabLayout(Path root) {
  public LabLayout {
    root = root.toAbsolutePath().normalize();
  }

  public Path nodeRoot(NodeId node) {
    return root.resolve(node.name());
  }

  /** A stand-in's own folder: {@code state.json} and its log. */
  Path container(NodeId node, String name) {
    return nodeRoot(node).resolve("containers").resolve(name);
  }

  Path containers(NodeId node) {
    return nodeRoot(node).resolve("containers");
  }

  Path data(NodeId node, String service) {
    return nodeRoot(node).resolve("data").resolve(service);
  }

  /** The file that tells a node's agent where the lab's engine listens. */
  public Path engineAddress() {
    return root.resolve(LabAddress.FILE_NAME);
  }
}
