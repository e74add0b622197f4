package dev.homelab.edge.cli;

import dev.homelab.edge.lab.BreakKind;
import dev.homelab.edge.lab.HostTrouble;
import dev.homelab.edge.lab.LabRemote;
import dev.homelab.event.NodeId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "break",
    description = {
      "Breaks a service of a lab, or, where none is named, the machine that a node stands on.",
      "A service is mended by an approved action, or by lab mend NODE SERVICE, a machine by"
          + " lab mend NODE."
    },
    footer = {
      "  homelab lab break chelsty-infra mosquitto",
      "  homelab lab break vps outline --kind crash-loop",
      "  homelab lab break piha --kind disk-full",
      "  homelab lab break chelsty-infra --kind engine-gone"
    })
final class LabBreakCommand extends MeshCommand {
  @Parameters(index = "0", paramLabel = "NODE", description = "the node")
  private String node = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "SERVICE", description = "the service")
  private @Nullable String service;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = {
        "of a service: stopped (default), crash-loop, out-of-memory, paused, never-started,"
            + " missing, unhealthy, broken-check, other-image or other-definition",
        "of a machine's disk: disk-filling, disk-high, disk-full, disk-inodes, disk-read-only,"
            + " disk-worn or disk-unreadable",
        "of its Tailscale: tailscale-stopped, tailscale-silent, tailscale-offline,"
            + " tailscale-health, tailscale-key-first, tailscale-key or tailscale-key-last",
        "of its broker: mqtt-refused, mqtt-no-answer, mqtt-silent, mqtt-slow, mqtt-password,"
            + " zigbee-bridge or zigbee-devices",
        "of itself: busy, memory, hot, clock, data-plan, data-plan-over, engine-gone, unwanted or"
            + " rebooted",
        "of its Home Assistant: ha-dead, ha-silent, ha-stopped, ha-token, ha-unreadable,"
            + " ha-integration, ha-entity,"
            + " ha-automation, ha-update, ha-recorder or ha-health"
      })
  private @Nullable String kind;

  @Override
  void run() {
    NodeId id = NodeId.of(node);
    if (service == null) {
      breakMachine(id);
    } else {
      breakService(id, service);
    }
  }

  private void breakMachine(NodeId id) {
    HostTrouble trouble =
        HostTrouble.of(kind == null ? "" : kind)
            .orElseThrow(
                () ->
                    wrongUsage(
                        "name a service, or give the machine a trouble with --kind: "
                            + HostTrouble.texts()));
    new LabRemote(place().lab())
        .order("trouble", Map.of("node", id.name(), "kind", trouble.text()));
    terminal()
        .print(
            "the machine of %s is in trouble: %s; told as %s"
                .formatted(id.display(), trouble.text(), trouble.type()));
  }

  private void breakService(NodeId id, String name) {
    BreakKind breaks;
    try {
      breaks = kind == null ? BreakKind.STOPPED : BreakKind.of(kind);
    } catch (IllegalArgumentException illegal) {
      throw wrongUsage(String.valueOf(illegal.getMessage()));
    }
    new LabRemote(place().lab())
        .order("break", Map.of("node", id.name(), "service", name, "kind", breaks.text()));
    terminal()
        .print(
            "%s on %s is broken: %s; told as %s"
                .formatted(name, id.display(), breaks.text(), breaks.type()));
  }
}
