package dev.homelab.edge.cli;

import dev.homelab.event.NodeId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** RULES W4. */
@Command(
    name = "confirm",
    description = {
      "Has a node's agent state at once what its watchers hold open, as it does every hour.",
      "What it does not state is over: a condition that stood by mistake ends."
    },
    footer = {"  homelab confirm piha"})
final class ConfirmCommand extends MeshCommand {
  @Parameters(
      paramLabel = "NODE",
      description = "the node; its agent runs on this machine or in the lab")
  private String node = "";

  @Override
  void run() {
    NodeId id = NodeId.of(node);
    try (HubClient agent = new HubClient(place().agent(id), terminal())) {
      Map<String, Object> _ = agent.post("/confirm", Map.of());
      terminal().print("%s has stated what it holds open".formatted(id.display()));
    }
  }
}
