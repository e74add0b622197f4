package dev.homelab.edge.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "actions",
    description = "Lists actions, or shows one with its proposal, evidence and history.",
    footer = {
      "  homelab actions",
      "  homelab actions --status pending,approved,running",
      "  homelab actions container-restart-vps-outline-1764000000-1"
    })
final class ActionsCommand extends MeshCommand {
  @Parameters(arity = "0..1", paramLabel = "ID", description = "one action")
  private String id = "";

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "one or more states, with commas between them (default: all)")
  private String status = "";

  @Option(names = "--node", paramLabel = "NODE", description = "for this node only")
  private String node = "";

  @Option(names = "--service", paramLabel = "SERVICE", description = "for this service only")
  private String service = "";

  @Mixin private final JsonOption json = new JsonOption();

  @Override
  void run() {
    try (HubClient hub = hub()) {
      Map<String, Object> answer =
          id.isEmpty()
              ? hub.get("/actions", Map.of("status", status, "node", node, "service", service))
              : hub.get("/actions/" + HubClient.part(id));
      if (json.wanted()) {
        printJson(answer);
      } else if (id.isEmpty()) {
        print(table(objects(answer, "actions")), "no such actions");
      } else {
        new ActionReport(terminal(), zone(hub)).print(answer);
      }
    }
  }

  static Table table(List<Map<String, Object>> actions) {
    Table table = new Table("ACTION", "STATUS", "RISK", "NODE", "SERVICE", "WHY");
    for (Map<String, Object> action : actions) {
      table.row(
          Json.text(action, "action_id"),
          Json.toned(Json.text(action, "status")),
          Json.text(action, "risk"),
          Json.text(action, "node"),
          Json.text(action, "service"),
          Json.text(action, "reason"));
    }
    return table;
  }
}
