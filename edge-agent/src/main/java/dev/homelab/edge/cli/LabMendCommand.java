package dev.homelab.edge.cli;

import dev.homelab.edge.lab.LabRemote;
import dev.homelab.event.NodeId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "mend",
    description = "Mends a node's uplink that was cut, and its machine.",
    footer = "  homelab lab mend chelsty-infra")
final class LabMendCommand extends MeshCommand {
  @Parameters(paramLabel = "NODE", description = "the node")
  private String node = "";

  @Override
  void run() {
    NodeId id = NodeId.of(node);
    new LabRemote(place().lab()).order("mend", Map.of("node", id.name()));
    terminal().print("the uplink and the machine of %s are mended".formatted(id));
  }
}
