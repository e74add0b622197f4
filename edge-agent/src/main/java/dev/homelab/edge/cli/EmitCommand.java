package dev.homelab.edge.cli;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "emit",
    description = "Appends an event to a node's log, beside its agent; the agent forwards it.",
    footer = {
      "  homelab emit disk_pressure --node piha --severity warning --detail level=warning",
      "  homelab emit service_unhealthy --node vps --service outline --severity error \\",
      "      --message 'login page answers 500'"
    })
final class EmitCommand extends MeshCommand {
  @Parameters(paramLabel = "TYPE", description = "the type of the event")
  private String type = "";

  @Option(names = "--node", paramLabel = "NODE", description = "in a lab: whose log")
  private String node = "";

  @Option(names = "--service", paramLabel = "SERVICE", description = "what it concerns")
  private String service = "";

  @Option(
      names = "--severity",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "info, warning, error or critical (default: ${DEFAULT-VALUE})")
  private Severity severity = Severity.INFO;

  @Option(names = "--message", paramLabel = "TEXT", description = "for people")
  private String message = "";

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      defaultValue = "cli",
      description = "who says so (default: ${DEFAULT-VALUE})")
  private String source = "cli";

  @Option(names = "--correlation", paramLabel = "ID", description = "what it belongs to")
  private String correlation = "";

  @Option(names = "--detail", paramLabel = "KEY=VALUE", description = "one member of its details")
  private Map<String, String> details = new LinkedHashMap<>();

  @Override
  void run() {
    NodeId id = nodeNamed(node);
    Path root = place().nodeRoot(id);
    if (!Files.isDirectory(root)) {
      throw new CommandFailure(
          "%s has no root at %s; is the node's name right?".formatted(id.display(), root));
    }
    Event event =
        Event.of(id, source, type, severity)
            .service(service.isEmpty() ? null : service)
            .message(message)
            .correlation(correlation.isEmpty() ? null : correlation)
            .details(new LinkedHashMap<>(details))
            .at(Instant.now());
    try {
      Path file = LogAppend.append(new FileDisk(), root, event);
      terminal().print("%s stands in %s".formatted(event.id(), file));
    } catch (IOException failed) {
      throw new CommandFailure(
          "the log under %s can't be written: %s".formatted(root, failed.getMessage()), failed);
    }
  }
}
