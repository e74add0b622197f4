package dev.homelab.edge.cli;

import dev.homelab.event.NodeId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** RULES Y11. */
@Command(
    name = "revoke",
    description =
        "Revokes a node's key: from now on the hub believes it nothing. It may enrol anew.",
    footer = "  homelab nodes revoke piha --yes")
final class NodesRevokeCommand extends MeshCommand {
  @Parameters(paramLabel = "NODE", description = "the node")
  private String node = "";

  @Option(names = "--yes", description = "do not ask")
  private boolean yes;

  @Override
  void run() {
    NodeId id = NodeId.of(node);
    if (!yes) {
      if (!terminal().interactive()) {
        throw wrongUsage("without a terminal to ask at, revoke needs --yes");
      }
      if (!terminal().confirm("Shut " + id.display() + " out?")) {
        throw new CommandFailure("not revoked");
      }
    }
    try (HubClient hub = hub()) {
      var _ = hub.post("/nodes/" + HubClient.part(id.name()) + "/revoke", Map.of());
      terminal().print("the key of %s is revoked".formatted(id.display()));
    }
  }
}
