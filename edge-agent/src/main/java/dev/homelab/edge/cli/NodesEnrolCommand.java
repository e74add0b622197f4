package dev.homelab.edge.cli;

import dev.homelab.event.NodeId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** RULES Y11. */
@Command(
    name = "enrol",
    description = {
      "Prints a token by which a node enrols: for one use, within 15 minutes.",
      "Put it into config/edge-agent/enrolment-token under the node's root."
    },
    footer = {
      "  homelab nodes enrol piha --site home",
      "  homelab nodes enrol piha --site home > enrolment-token"
    })
final class NodesEnrolCommand extends MeshCommand {
  @Parameters(paramLabel = "NODE", description = "the node")
  private String node = "";

  @Option(
      names = "--site",
      required = true,
      paramLabel = "SITE",
      description = "its site, as in topology.yaml")
  private String site = "";

  @Override
  void run() {
    NodeId id = NodeId.of(node);
    try (HubClient hub = hub()) {
      Map<String, Object> answer =
          hub.post("/nodes/enrolments", Map.of("node", id.name(), "site", site));
      terminal().print(Json.text(answer, "token"));
    }
  }
}
