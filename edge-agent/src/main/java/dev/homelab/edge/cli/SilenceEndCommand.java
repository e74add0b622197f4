package dev.homelab.edge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "end",
    description = "Ends a silence.",
    footer = "  homelab silence end SILENCE    (ids: homelab silence list)")
final class SilenceEndCommand extends MeshCommand {
  @Parameters(paramLabel = "ID", description = "the silence")
  private String id = "";

  @Override
  void run() {
    try (HubClient hub = hub()) {
      var _ = hub.delete("/silences/" + HubClient.part(id));
      terminal().print("silence %s has ended".formatted(id));
    }
  }
}
