package dev.homelab.edge.cli;

import dev.homelab.edge.lab.LabRemote;
import dev.homelab.event.NodeId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "mend",
    description =
        "Mends a node's uplink that was cut, and its machine; or a service, which is made anew.",
    footer = {"  homelab lab mend chelsty-infra", "  homelab lab mend chelsty-infra mosquitto"})
final class LabMendCommand extends MeshCommand {
  @Parameters(index = "0", paramLabel = "NODE", description = "the node")
  private String node = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "SERVICE", description = "the service")
  private @Nullable String service;

  @Override
  void run() {
    NodeId id = NodeId.of(node);
    LabRemote lab = new LabRemote(place().lab());
    if (service != null) {
      lab.order("mend", Map.of("node", id.name(), "service", service));
      terminal().print("%s on %s is made anew".formatted(service, id.display()));
      return;
    }
    lab.order("mend", Map.of("node", id.name()));
    terminal().print("the uplink and the machine of %s are mended".formatted(id));
  }
}
