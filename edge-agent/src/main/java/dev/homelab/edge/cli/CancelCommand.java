package dev.homelab.edge.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "cancel",
    description = "Takes back an action that has not started to run.",
    footer = "  homelab cancel redeploy-vps-joplin-1764000000-2 --reason 'wrong window'")
final class CancelCommand extends MeshCommand {
  @Parameters(paramLabel = "ID", description = "the action")
  private String id = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "kept in the action's history")
  private String reason = "";

  @Override
  void run() {
    try (HubClient hub = hub()) {
      Map<String, Object> action =
          hub.post("/actions/" + HubClient.part(id) + "/cancel", Map.of("reason", reason));
      terminal()
          .print(
              Json.text(action, "status").equals("cancelled")
                  ? id + " is cancelled"
                  : "%s is %s; its node decides".formatted(id, Json.text(action, "status")));
    }
  }
}
