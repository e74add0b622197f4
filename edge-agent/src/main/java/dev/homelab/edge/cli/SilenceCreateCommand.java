package dev.homelab.edge.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "create",
    description =
        "Makes a silence for a node, a service, a type of event, or what they have in common.",
    footer = {
      "  homelab silence create --node piha --planned-work 1h",
      "  homelab silence create --service outline --for 2h --reason 'restoring a backup'",
      "  homelab silence create --node vps --window 'Sun 02:00-03:00' --reason 'nightly reboot'",
      "  homelab silence create --service homeassistant --until-well --reason 'new radio'"
    })
final class SilenceCreateCommand extends MeshCommand {
  @Option(names = "--node", paramLabel = "NODE", description = "what happens on this node")
  private String node = "";

  @Option(names = "--service", paramLabel = "SERVICE", description = "what concerns this service")
  private String service = "";

  @Option(names = "--type", paramLabel = "TYPE", description = "this type of event")
  private String type = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "what others should know")
  private String reason = "";

  @ArgGroup(multiplicity = "1", heading = "%nFor how long, one of:%n")
  private Length length = new Length();

  /** The ways in which a silence ends. */
  private static final class Length {
    @Option(
        names = "--for",
        paramLabel = "SPAN",
        converter = Spans.class,
        description = "once, from now: 30m, 2h, 1d")
    private @Nullable Duration span;

    @Option(
        names = "--planned-work",
        paramLabel = "SPAN",
        converter = Spans.class,
        description = "you work on it for that long; what is broken then is told once")
    private @Nullable Duration plannedWork;

    @Option(
        names = "--window",
        paramLabel = "WINDOW",
        description = "each week, in the people's zone: 'Sun 02:00-03:00'")
    private @Nullable String window;

    @Option(names = "--until-well", description = "until everything in it is well")
    private boolean untilWell;

    private void addTo(Map<String, Object> body, MeshCommand command) {
      if (span != null) {
        body.put("minutes", command.minutes("--for", span));
      }
      if (plannedWork != null) {
        body.put("minutes", command.minutes("--planned-work", plannedWork));
        body.put("planned_work", true);
      }
      if (window != null) {
        body.put("window", window);
      }
      if (untilWell) {
        body.put("until_well", true);
      }
    }
  }

  @Override
  void run() {
    if (node.isEmpty() && service.isEmpty() && type.isEmpty()) {
      throw wrongUsage("say what to silence: --node, --service or --type");
    }
    Map<String, Object> body = new LinkedHashMap<>();
    put(body, "node", node);
    put(body, "service", service);
    put(body, "type", type);
    body.put("reason", reason.isEmpty() && length.plannedWork != null ? "planned work" : reason);
    length.addTo(body, this);
    if ("".equals(body.get("reason"))) {
      throw wrongUsage("--reason is missing");
    }
    try (HubClient hub = hub()) {
      Map<String, Object> silence = hub.post("/silences", body);
      terminal()
          .print(
              "silence %s holds; end it with: homelab silence end %s"
                  .formatted(Json.text(silence, "silence_id"), Json.text(silence, "silence_id")));
    }
  }

  private static void put(Map<String, Object> body, String key, String value) {
    if (!value.isEmpty()) {
      body.put(key, value);
    }
  }
}
