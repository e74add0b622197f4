package dev.homelab.edge.lab;

import dev.homelab.event.NodeId;
import java.util.List;

/**
 * A service that is wanted on a node of the lab.
 *
 * @param containers their names, as {@code ComposeFile.containers} gives them; the first is the
 *     main one
 */
public record LabService(NodeId node, String service, List<String> containers) {
  public LabService {
    containers = List.copyOf(containers);
    if (containers.isEmpty()) {
      throw new IllegalArgumentException("service \"%s\" needs a container".formatted(service));
    }
  }
}
