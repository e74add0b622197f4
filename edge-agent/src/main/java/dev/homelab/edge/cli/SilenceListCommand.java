package dev.homelab.edge.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    description = "Lists the silences.",
    footer = {"  homelab silence list", "  homelab silence list --json"})
final class SilenceListCommand extends MeshCommand {
  @Mixin private final JsonOption json = new JsonOption();

  @Override
  void run() {
    try (HubClient hub = hub()) {
      Map<String, Object> answer = hub.get("/silences");
      if (json.wanted()) {
        printJson(answer);
      } else {
        print(table(answer, zone(hub)), "nothing is silenced");
      }
    }
  }

  private static Table table(Map<String, Object> answer, ZoneId zone) {
    Instant now = Instant.now();
    Table table = new Table("SILENCE", "NODE", "SERVICE", "TYPE", "MODE", "ENDS", "BY", "REASON");
    for (Map<String, Object> silence : objects(answer, "silences")) {
      String window = Json.text(silence, "window");
      table.row(
          Json.text(silence, "silence_id"),
          Json.text(silence, "node"),
          Json.text(silence, "service"),
          Json.text(silence, "type"),
          Json.text(silence, "mode"),
          window.equals("-") ? Spans.at(Json.time(silence, "ends"), now, zone) : window,
          Json.text(silence, "by"),
          Json.text(silence, "reason"));
    }
    return table;
  }
}
