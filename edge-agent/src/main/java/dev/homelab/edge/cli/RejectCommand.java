package dev.homelab.edge.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "reject",
    description = "Rejects a pending action; the same trouble proposes it again after a cool-down.",
    footer = "  homelab reject container-restart-vps-outline-1764000000-1 --reason 'I am on it'")
final class RejectCommand extends MeshCommand {
  @Parameters(paramLabel = "ID", description = "the action")
  private String id = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "why; kept in the action's history")
  private String reason = "";

  @Override
  void run() {
    try (HubClient hub = hub()) {
      Map<String, Object> action =
          hub.post("/actions/" + HubClient.part(id) + "/reject", Map.of("reason", reason));
      terminal().print("%s is %s".formatted(id, Json.text(action, "status")));
    }
  }
}
