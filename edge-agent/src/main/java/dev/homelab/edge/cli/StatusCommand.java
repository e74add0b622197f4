package dev.homelab.edge.cli;

import dev.homelab.edge.lab.LabFile;
import dev.homelab.edge.lab.LabProcess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "status",
    description = "Shows what is wrong now, the nodes, and the processes of a lab.",
    footer = {
      "  homelab status",
      "  homelab status --json | jq '.processes[] | {node, role, pid}'"
    })
final class StatusCommand extends MeshCommand {
  @Mixin private final JsonOption json = new JsonOption();

  @Override
  void run() {
    Optional<LabFile> lab = place().labFile().filter(LabFile::isUp);
    Map<String, Object> overview = overview(lab);
    if (json.wanted()) {
      Map<String, Object> document = new LinkedHashMap<>(overview);
      lab.ifPresent(file -> document.putAll(file.toMap()));
      printJson(document);
    } else {
      if (!overview.isEmpty()) {
        new StatusReport(terminal()).print(overview);
      }
      lab.ifPresent(file -> printProcesses(file.processes()));
    }
  }

  /** A lab whose hub is down still has processes to show. */
  private Map<String, Object> overview(Optional<LabFile> lab) {
    if (lab.isEmpty() && place().labFile().isPresent()) {
      throw new CommandFailure(
          "the lab at %s is down; start it with: homelab up --lab %s"
              .formatted(place().lab().root(), place().lab().root()));
    }
    try (HubClient hub = hub()) {
      return hub.get("/overview");
    } catch (HubClient.NoAnswer hubIsDown) {
      if (lab.isEmpty()) {
        throw hubIsDown;
      }
      terminal().note("the hub does not answer now: " + hubIsDown.getMessage());
      return Map.of();
    }
  }

  private void printProcesses(List<LabProcess> processes) {
    Table table = new Table("PROCESS", "ROLE", "PID", "ADDRESS", "RESTARTS", "ROOT");
    for (LabProcess process : processes) {
      table.row(
          process.name(),
          process.role().text(),
          process.pid().<Object>map(String::valueOf).orElse(Json.toned("down")),
          process.address().orElse("-"),
          process.restarts(),
          process.root());
    }
    terminal().print("");
    table.print(terminal());
  }
}
