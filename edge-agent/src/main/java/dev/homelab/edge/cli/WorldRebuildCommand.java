package dev.homelab.edge.cli;

import dev.homelab.edge.cli.Terminal.Tone;
import dev.homelab.edge.lab.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** RULES W6. */
@Command(
    name = "rebuild",
    description =
        "Makes the world from the logs alone; with --check it only compares, byte for byte.",
    footer = {
      "  homelab world rebuild --check",
      "  homelab world rebuild    (while the hub is down)"
    })
final class WorldRebuildCommand extends MeshCommand {
  @Option(names = "--check", description = "compare with what is there and change nothing")
  private boolean check;

  @Override
  void run() {
    Rebuild rebuild =
        ServiceLoader.load(Rebuild.class)
            .findFirst()
            .orElseThrow(() -> new CommandFailure("this installation has no observer to rebuild"));
    Path root = place().hubRoot();
    Path repository = Installation.ofProcess().home();
    try {
      if (!check) {
        rebuild.replace(root, repository);
        terminal().print("the world under %s is what its logs say".formatted(root));
        return;
      }
      List<String> differences = rebuild.differences(root, repository);
      if (!differences.isEmpty()) {
        throw new CommandFailure(
            "what the logs say differs from world/ in " + String.join(", ", differences));
      }
      terminal().print(terminal().paint(Tone.GOOD, "the same") + ", byte for byte");
    } catch (IOException failed) {
      throw new CommandFailure(
          "the logs under %s can't be read: %s".formatted(root, failed.getMessage()), failed);
    }
  }
}
