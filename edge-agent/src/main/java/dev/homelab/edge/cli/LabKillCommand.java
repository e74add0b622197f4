package dev.homelab.edge.cli;

import dev.homelab.edge.lab.LabRemote;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "kill",
    description =
        "Kills the hub or a node's agent (SIGKILL); the lab starts it again after a second.",
    footer = {"  homelab lab kill hub --for 60s", "  homelab lab kill piha"})
final class LabKillCommand extends MeshCommand {
  @Parameters(paramLabel = "NODE|hub", description = "whose process")
  private String process = "";

  @Option(
      names = "--for",
      paramLabel = "SPAN",
      defaultValue = "0s",
      converter = Spans.class,
      description = "hold its restart back for that long, at most 1h")
  private Duration hold = Duration.ZERO;

  @Override
  void run() {
    if (hold.compareTo(LabRemote.LONGEST_HOLD) > 0) {
      throw wrongUsage("--for %s must be 0s to 1h".formatted(Spans.text(hold)));
    }
    String name = process.toLowerCase(Locale.ROOT);
    new LabRemote(place().lab())
        .order("kill", Map.of("process", name, "for_seconds", hold.toSeconds()));
    terminal()
        .print(
            name
                + " is killed; it comes back in "
                + Spans.text(hold.isZero() ? Duration.ofSeconds(1) : hold));
  }
}
