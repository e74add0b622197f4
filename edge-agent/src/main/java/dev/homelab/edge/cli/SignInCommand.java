package dev.homelab.edge.cli;

import dev.homelab.event.NodeId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "sign-in",
    description = {
      "Prints a link that signs one browser in, once, within 15 minutes: at the hub, or with --node",
      "at the node's own dashboard, for which no hub is needed."
    },
    footer = {"  homelab sign-in", "  homelab sign-in --node chelsty-infra"})
final class SignInCommand extends MeshCommand {
  @Option(
      names = "--node",
      paramLabel = "NODE",
      description = "this node's own dashboard, by its address on the LAN where it has one")
  private String node = "";

  @Override
  void run() {
    try (HubClient server = server()) {
      terminal().print(Json.text(server.post("/sign-in-links", Map.of()), "url"));
    }
  }

  private HubClient server() {
    return node.isEmpty() ? hub() : new HubClient(place().agent(NodeId.of(node)), terminal());
  }
}
