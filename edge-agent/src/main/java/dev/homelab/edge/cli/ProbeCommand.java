package dev.homelab.edge.cli;

import dev.homelab.edge.cli.Terminal.Tone;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One look of a node's watcher. */
@Command(
    name = "probe",
    description = {
      "Has a node's agent look once, and prints what it sees and would report; reports nothing.",
      "Exit code 1 where something is wrong."
    },
    footer = {
      "  homelab probe docker --node piha",
      "  homelab probe health --node vps",
      "  homelab probe mqtt:mosquitto --node chelsty-infra --json"
    })
final class ProbeCommand extends MeshCommand {
  @Parameters(
      paramLabel = "WATCHER",
      description =
          "docker, definitions, disk, host, tailscale, mqtt, zigbee, health or ha; with a name after"
              + " a colon only that one of several")
  private String watcher = "";

  @Option(names = "--node", paramLabel = "NODE", description = "in a lab: which node looks")
  private String node = "";

  @Mixin private final JsonOption json = new JsonOption();

  @Override
  void run() {
    NodeId id = nodeNamed(node);
    Map<String, Object> answer;
    try (HubClient agent = new HubClient(place().agent(id), terminal())) {
      answer = agent.post("/probes/" + HubClient.part(watcher), Map.of());
    }
    List<Map<String, Object>> probes = objects(answer, "probes");
    if (json.wanted()) {
      printJson(answer);
    } else {
      probes.forEach(this::print);
    }
    long wrong =
        probes.stream()
            .flatMap(probe -> objects(probe, "looked_for").stream())
            .filter(finding -> Boolean.TRUE.equals(finding.get("bad")))
            .count();
    if (wrong > 0) {
      throw new CommandFailure(
          "%s: %d %s wrong".formatted(id.display(), wrong, wrong == 1 ? "thing is" : "things are"));
    }
  }

  private void print(Map<String, Object> probe) {
    terminal().print("%s looked for %s ms".formatted(probe.get("watcher"), probe.get("took_ms")));
    if (probe.get("failure") instanceof String failure) {
      terminal().print("  " + terminal().paint(Tone.BAD, "can't see") + ": " + failure);
    }
    for (Map<String, Object> finding : objects(probe, "looked_for")) {
      boolean bad = Boolean.TRUE.equals(finding.get("bad"));
      Object entity = finding.get("entity");
      String what =
          "%s %s%s"
              .formatted(
                  finding.get("service"), finding.get("type"), entity == null ? "" : " " + entity);
      terminal()
          .print(
              bad
                  ? "  %s %s: %s"
                      .formatted(
                          terminal().paint(Tone.BAD, "would report"), what, finding.get("message"))
                  : "  %s %s".formatted(terminal().paint(Tone.GOOD, "well"), what));
      if (bad && finding.get("details") instanceof Map<?, ?> details && !details.isEmpty()) {
        terminal().print("    " + EventJson.text(details));
      }
    }
  }
}
