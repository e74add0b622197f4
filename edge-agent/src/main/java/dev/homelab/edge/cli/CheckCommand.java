package dev.homelab.edge.cli;

import dev.homelab.edge.cli.Terminal.Tone;
import dev.homelab.edge.lab.Installation;
import dev.homelab.inventory.Inventory;
import dev.homelab.yaml.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    description = "Checks a repository and reports all its faults at once; exit code 1 if any.",
    footer = {"  homelab check", "  homelab check ../homelab-next --json"})
final class CheckCommand extends MeshCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "the repository (default: the one that homelab was started from)")
  private @Nullable Path repository;

  @Mixin private final JsonOption json = new JsonOption();

  @Override
  void run() {
    Path home = repository == null ? Installation.ofProcess().home() : repository;
    if (!Files.isDirectory(home.resolve("inventory"))) {
      throw new CommandFailure(home + " has no inventory/ and is no homelab repository");
    }
    List<Fault> faults = Inventory.read(home).faults().stream().sorted().toList();
    if (json.wanted()) {
      printJson(Map.of("faults", faults.stream().map(CheckCommand::document).toList()));
    } else {
      faults.forEach(fault -> terminal().print(fault.toString()));
    }
    if (!faults.isEmpty()) {
      throw new CommandFailure(
          "%s has %d fault%s".formatted(home, faults.size(), faults.size() == 1 ? "" : "s"));
    }
    if (!json.wanted()) {
      terminal().print(terminal().paint(Tone.GOOD, "no faults") + " in " + home);
    }
  }

  private static Map<String, Object> document(Fault fault) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("file", fault.file());
    document.put("line", fault.line());
    document.put("what", fault.what());
    document.put("legal", fault.legal());
    document.put("nearest", fault.nearest().orElse(null));
    return document;
  }
}
