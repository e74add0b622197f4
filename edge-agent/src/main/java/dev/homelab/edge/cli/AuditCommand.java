package dev.homelab.edge.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "audit",
    description = "Lists what people did: approvals, silences, enrolments, sign-ins.",
    footer = {"  homelab audit", "  homelab audit --limit 500 --json"})
final class AuditCommand extends MeshCommand {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "at most so many, newest first (default: ${DEFAULT-VALUE})")
  private int limit = 50;

  @Mixin private final JsonOption json = new JsonOption();

  @Override
  void run() {
    try (HubClient hub = hub()) {
      Map<String, Object> answer = hub.get("/audit", Map.of("limit", Integer.toString(limit)));
      if (json.wanted()) {
        printJson(answer);
      } else {
        print(table(answer, zone(hub)), "nobody did anything yet");
      }
    }
  }

  private static Table table(Map<String, Object> answer, ZoneId zone) {
    Instant now = Instant.now();
    Table table = new Table("AT", "BY", "WAY", "WHAT", "TARGET");
    for (Map<String, Object> entry : objects(answer, "entries")) {
      table.row(
          Spans.at(Json.time(entry, "at"), now, zone),
          Json.text(entry, "by"),
          Json.text(entry, "way"),
          Json.text(entry, "what"),
          Json.text(entry, "target"));
    }
    return table;
  }
}
