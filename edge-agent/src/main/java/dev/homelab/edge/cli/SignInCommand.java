package dev.homelab.edge.cli;

import java.util.Map;
import picocli.CommandLine.Command;

@Command(
    name = "sign-in",
    description = "Prints a link that signs one browser in, once, within 15 minutes.",
    footer = "  homelab sign-in")
final class SignInCommand extends MeshCommand {
  @Override
  void run() {
    try (HubClient hub = hub()) {
      terminal().print(Json.text(hub.post("/sign-in-links", Map.of()), "url"));
    }
  }
}
