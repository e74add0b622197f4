package dev.homelab.edge.cli;

import dev.homelab.event.NodeId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** RULES Y4. */
@Command(
    name = "readmit",
    description = {
      "Takes a node's log again that the hub has refused.",
      "Look first why it was refused: what differed is kept beside the new copy, in the hub's"
          + " events/<day>/<node>/events.<n>.jsonl."
    },
    footer = "  homelab nodes readmit piha")
final class NodesReadmitCommand extends MeshCommand {
  @Parameters(paramLabel = "NODE", description = "the node")
  private String node = "";

  @Override
  void run() {
    NodeId id = NodeId.of(node);
    try (HubClient hub = hub()) {
      var _ = hub.post("/nodes/" + HubClient.part(id.name()) + "/readmit", Map.of());
      terminal().print("the log of %s is taken again".formatted(id.display()));
    }
  }
}
