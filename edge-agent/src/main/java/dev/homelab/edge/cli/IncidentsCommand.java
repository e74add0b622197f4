package dev.homelab.edge.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "incidents",
    description = "Lists incidents, or shows one as a timeline from cause to recovery.",
    footer = {
      "  homelab incidents",
      "  homelab incidents --status all --node chelsty-infra",
      "  homelab incidents inc-1764000000-vps-outline"
    })
final class IncidentsCommand extends MeshCommand {
  @Parameters(arity = "0..1", paramLabel = "ID", description = "one incident")
  private String id = "";

  @Option(
      names = "--status",
      defaultValue = "open",
      paramLabel = "STATUS",
      description = "open, resolved or all (default: ${DEFAULT-VALUE})")
  private String status = "open";

  @Option(names = "--node", paramLabel = "NODE", description = "of this node only")
  private String node = "";

  @Option(names = "--service", paramLabel = "SERVICE", description = "of this service only")
  private String service = "";

  @Mixin private final JsonOption json = new JsonOption();

  @Override
  void run() {
    if (!List.of("open", "resolved", "all").contains(status)) {
      throw wrongUsage("--status must be open, resolved or all, not \"%s\"".formatted(status));
    }
    try (HubClient hub = hub()) {
      Map<String, Object> answer =
          id.isEmpty()
              ? hub.get("/incidents", Map.of("status", status, "node", node, "service", service))
              : hub.get("/incidents/" + HubClient.part(id));
      if (json.wanted()) {
        printJson(answer);
      } else if (id.isEmpty()) {
        print(table(objects(answer, "incidents"), Instant.now()), "no such incidents");
      } else {
        show(answer, zone(hub));
      }
    }
  }

  static Table table(List<Map<String, Object>> incidents, Instant now) {
    Table table = new Table("INCIDENT", "STATUS", "SEVERITY", "OPENED", "TIMES", "WHAT");
    for (Map<String, Object> incident : incidents) {
      table.row(
          Json.text(incident, "incident_id"),
          Json.toned(Json.text(incident, "status")),
          Json.toned(Json.text(incident, "severity")),
          Spans.ago(Json.time(incident, "opened"), now),
          Json.text(incident, "occurrences"),
          Json.text(incident, "title"));
    }
    return table;
  }

  private void show(Map<String, Object> incident, ZoneId zone) {
    Instant now = Instant.now();
    terminal().print(terminal().paint(Terminal.Tone.STRONG, Json.text(incident, "title")));
    terminal()
        .print(
            "%s, opened %s"
                .formatted(
                    Json.text(incident, "status"), Spans.ago(Json.time(incident, "opened"), now)));
    Table timeline = new Table("AT", "KIND", "SEVERITY", "WHAT");
    for (Map<String, Object> entry : objects(incident, "timeline")) {
      String text = Json.text(entry, "text");
      timeline.row(
          Spans.at(Json.time(entry, "at"), now, zone),
          Json.text(entry, "kind"),
          Json.toned(Json.text(entry, "severity")),
          Json.text(entry, "title") + (text.equals("-") ? "" : ": " + text));
    }
    terminal().print("");
    print(timeline, "nothing is noted about it");
    Reasons.print(terminal(), objects(incident, "reasons"));
  }
}
