package dev.homelab.edge.cli;

import dev.homelab.edge.lab.LabRemote;
import dev.homelab.event.NodeId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "cut",
    description = "Cuts a node's uplink to the hub; it stays cut until it is mended.",
    footer = "  homelab lab cut chelsty-infra")
final class LabCutCommand extends MeshCommand {
  @Parameters(paramLabel = "NODE", description = "the node")
  private String node = "";

  @Override
  void run() {
    NodeId id = NodeId.of(node);
    new LabRemote(place().lab()).order("cut", Map.of("node", id.name()));
    terminal()
        .print("the uplink of %s is cut; mend it with: homelab lab mend %s".formatted(id, id));
  }
}
