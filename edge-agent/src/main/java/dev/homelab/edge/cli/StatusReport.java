package dev.homelab.edge.cli;

import dev.homelab.edge.cli.Terminal.Tone;
import dev.homelab.event.Values;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The overview for people: what is wrong first. */
record StatusReport(Terminal terminal) {

  void print(Map<String, Object> overview) {
    Instant now = Instant.now();
    terminal.print(headline(overview));
    printFaults(Json.object(overview, "revision"));
    printIncidents(Json.objects(overview, "incidents_open"), now);
    printActions(Json.objects(overview, "actions_pending"));
    terminal.print("");
    nodes(Json.objects(overview, "sites"), now).print(terminal);
  }

  private String headline(Map<String, Object> overview) {
    Map<String, Object> counts = Json.object(overview, "counts");
    long ill = Values.number(counts, "services_ill", 0);
    long open = Values.list(overview, "incidents_open").size();
    String nodes =
        "%d of %d nodes online, %d services"
            .formatted(
                Values.number(counts, "nodes_online", 0),
                Values.number(counts, "nodes", 0),
                Values.number(counts, "services", 0));
    return open == 0 && ill == 0
        ? terminal.paint(Tone.GOOD, "all well") + ": " + nodes
        : terminal.paint(Tone.BAD, "%d open incidents, %d services ill".formatted(open, ill))
            + "; "
            + nodes;
  }

  private void printFaults(Map<String, Object> revision) {
    List<Map<String, Object>> faults = Json.objects(revision, "faults");
    if (!faults.isEmpty()) {
      terminal.print(
          terminal.paint(
              Tone.WARN,
              "the repository has %d faults, the last good revision holds; see: homelab check"
                  .formatted(faults.size())));
    }
  }

  private void printIncidents(List<Map<String, Object>> incidents, Instant now) {
    if (!incidents.isEmpty()) {
      terminal.print("");
      IncidentsCommand.table(incidents, now).print(terminal);
    }
  }

  private void printActions(List<Map<String, Object>> actions) {
    if (!actions.isEmpty()) {
      terminal.print("");
      ActionsCommand.table(actions).print(terminal);
      terminal.print("approve one with: homelab approve ACTION");
    }
  }

  private static Table nodes(List<Map<String, Object>> sites, Instant now) {
    Table table = new Table("NODE", "SITE", "STATE", "LAST SEEN", "DISK", "SERVICES");
    for (Map<String, Object> site : sites) {
      for (Map<String, Object> node : Json.objects(site, "nodes")) {
        table.row(
            Json.text(node, "display"),
            Json.text(site, "site"),
            Json.toned(Json.text(node, "availability")),
            Spans.ago(Json.time(node, "last_seen"), now),
            Json.text(node, "disk_pressure"),
            services(Json.objects(node, "services")));
      }
    }
    return table;
  }

  private static Object services(List<Map<String, Object>> services) {
    List<String> ill =
        services.stream()
            .filter(service -> Json.text(service, "status").equals("unhealthy"))
            .map(service -> Json.text(service, "service"))
            .toList();
    return ill.isEmpty()
        ? services.size() + " well"
        : new Table.Toned(Tone.BAD, String.join(", ", ill) + " ill");
  }
}
