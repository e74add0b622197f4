package dev.homelab.edge.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "world",
    description = "Shows what the observer made of the logs: the files under world/ on the hub.",
    footer = {
      "  homelab world services",
      "  homelab world incidents --json",
      "  homelab world rebuild --check"
    },
    subcommands = WorldRebuildCommand.class)
final class WorldCommand extends MeshCommand {
  private static final List<String> PARTS =
      List.of("nodes", "services", "incidents", "deployments");

  @Parameters(
      arity = "0..1",
      paramLabel = "PART",
      defaultValue = "services",
      description = "nodes, services, incidents or deployments (default: ${DEFAULT-VALUE})")
  private String part = "services";

  @Mixin private final JsonOption json = new JsonOption();

  @Override
  void run() {
    if (!PARTS.contains(part)) {
      throw wrongUsage("PART must be one of %s, not \"%s\"".formatted(PARTS, part));
    }
    Map<String, Object> world = read(place().hubRoot().resolve("world").resolve(part + ".json"));
    if (json.wanted()) {
      printJson(world);
    } else {
      print(table(world), "the world has no " + part);
    }
  }

  private static Table table(Map<String, Object> world) {
    Table table = new Table("NAME", "STATUS", "REST");
    for (String name : world.keySet()) {
      Map<String, Object> entry = new LinkedHashMap<>(Values.object(world, name));
      Object status =
          entry.containsKey("status") ? entry.remove("status") : entry.remove("availability");
      table.row(name, Json.toned(String.valueOf(status)), EventJson.text(entry));
    }
    return table;
  }

  private static Map<String, Object> read(Path file) {
    try {
      return EventJson.parse(Files.readString(file));
    } catch (NoSuchFileException absent) {
      throw new CommandFailure(
          file + " is not there; the hub writes it, on its own machine", absent);
    } catch (JsonProcessingException malformed) {
      throw new CommandFailure(file + " is not a JSON object", malformed);
    } catch (IOException failed) {
      throw new CommandFailure(file + " can't be read: " + failed.getMessage(), failed);
    }
  }
}
