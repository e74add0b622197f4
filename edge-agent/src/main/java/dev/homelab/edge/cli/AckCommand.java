package dev.homelab.edge.cli;

import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "ack",
    description = "Acknowledges an incident: it stops repeating until it gets worse or time is up.",
    footer = {
      "  homelab ack inc-1764000000-vps-outline --for 4h --note 'waiting for the disk'",
      "  homelab ack inc-1764000000-vps-outline --end"
    })
final class AckCommand extends MeshCommand {
  @Parameters(paramLabel = "INCIDENT", description = "the incident")
  private String id = "";

  @Option(
      names = "--for",
      paramLabel = "SPAN",
      defaultValue = "4h",
      converter = Spans.class,
      description = "how long (default: ${DEFAULT-VALUE})")
  private Duration span = Duration.ofHours(4);

  @Option(names = "--note", paramLabel = "TEXT", description = "what others should know")
  private String note = "";

  @Option(names = "--end", description = "end an acknowledgement")
  private boolean end;

  @Override
  void run() {
    long minutes = minutes("--for", span);
    String path = "/incidents/" + HubClient.part(id) + "/acknowledge";
    try (HubClient hub = hub()) {
      var _ = end ? hub.delete(path) : hub.post(path, Map.of("minutes", minutes, "note", note));
      terminal()
          .print(
              end
                  ? id + " is acknowledged no more"
                  : "%s is acknowledged for %s".formatted(id, Spans.text(span)));
    }
  }
}
