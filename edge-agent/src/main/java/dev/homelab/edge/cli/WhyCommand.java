package dev.homelab.edge.cli;

import dev.homelab.event.NodeId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "why",
    description = "Says why something is proposed for a service, or why nothing is.",
    footer = {"  homelab why chelsty-infra mosquitto", "  homelab why vps outline --json"})
final class WhyCommand extends MeshCommand {
  @Parameters(index = "0", paramLabel = "NODE", description = "the node")
  private String node = "";

  @Parameters(index = "1", paramLabel = "SERVICE", description = "the service")
  private String service = "";

  @Mixin private final JsonOption json = new JsonOption();

  @Override
  void run() {
    try (HubClient hub = hub()) {
      Map<String, Object> answer =
          hub.get("/why", Map.of("node", NodeId.of(node).name(), "service", service));
      if (json.wanted()) {
        printJson(answer);
        return;
      }
      terminal().print(Json.text(answer, "summary"));
      Reasons.print(terminal(), objects(answer, "reasons"));
      for (Map<String, Object> fact : objects(answer, "facts")) {
        terminal().print("  %s: %s".formatted(Json.text(fact, "label"), Json.text(fact, "text")));
      }
    }
  }
}
