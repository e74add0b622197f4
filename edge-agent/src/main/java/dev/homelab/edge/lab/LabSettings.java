package dev.homelab.edge.lab;

import dev.homelab.event.NodeId;
import java.time.Duration;
import java.util.List;

/**
 * What {@code homelab up} was asked for.
 *
 * @param port of the hub, on loopback; agents take the ports after it where those are free
 * @param nodes whose agents run; empty is all of the inventory
 * @param aloneAfter how long the hub may owe an answer before a node is alone (RULES N1)
 */
public record LabSettings(
    LabLayout layout,
    Installation installation,
    int port,
    ServiceRuntime runtime,
    List<NodeId> nodes,
    Duration aloneAfter) {

  public LabSettings {
    nodes = List.copyOf(nodes);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port %d must be between 1 and 65535".formatted(port));
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }
}
