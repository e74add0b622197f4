package dev.homelab.edge.cli;

import dev.homelab.edge.lab.BreakKind;
import dev.homelab.edge.lab.LabRemote;
import dev.homelab.event.NodeId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "break",
    description = "Breaks a service of a lab; nothing mends it but an approved action or a person.",
    footer = {
      "  homelab lab break chelsty-infra mosquitto",
      "  homelab lab break vps outline --kind crash-loop"
    })
final class LabBreakCommand extends MeshCommand {
  @Parameters(index = "0", paramLabel = "NODE", description = "the node")
  private String node = "";

  @Parameters(index = "1", paramLabel = "SERVICE", description = "the service")
  private String service = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "stopped",
      converter = KindReader.class,
      description = "stopped, crash-loop, unhealthy or missing (default: ${DEFAULT-VALUE})")
  private BreakKind kind = BreakKind.STOPPED;

  /** Reads the spelling with a hyphen. */
  private static final class KindReader implements ITypeConverter<BreakKind> {
    @Override
    public BreakKind convert(String text) {
      try {
        return BreakKind.of(text);
      } catch (IllegalArgumentException illegal) {
        throw new TypeConversionException(String.valueOf(illegal.getMessage()));
      }
    }
  }

  @Override
  void run() {
    NodeId id = NodeId.of(node);
    new LabRemote(place().lab())
        .order("break", Map.of("node", id.name(), "service", service, "kind", kind.text()));
    terminal().print("%s on %s is broken: %s".formatted(service, id.display(), kind.text()));
  }
}
