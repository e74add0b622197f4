package dev.homelab.edge.cli;

import dev.homelab.event.Severity;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which events are wanted; the same for what is stored and for what comes live. */
final class EventFilter {
  @Option(names = "--node", paramLabel = "NODE", description = "of this node only")
  private String node = "";

  @Option(names = "--service", paramLabel = "SERVICE", description = "of this service only")
  private String service = "";

  @Option(names = "--type", paramLabel = "TYPE", description = "of this type only")
  private String type = "";

  @Option(
      names = "--severity",
      paramLabel = "LEVEL",
      description = "at least this bad: info, warning, error, critical")
  private Severity severity = Severity.INFO;

  @Option(names = "--text", paramLabel = "TEXT", description = "with this in the message")
  private String text = "";

  Map<String, String> query() {
    Map<String, String> query = new HashMap<>();
    query.put("node", node);
    query.put("service", service);
    query.put("type", type);
    query.put("severity", severity == Severity.INFO ? "" : severity.text());
    query.put("q", text);
    return query;
  }

  boolean matches(Map<String, Object> event) {
    return equalOrAny(node, event, "node")
        && equalOrAny(service, event, "service")
        && equalOrAny(type, event, "type")
        && Severity.read(Json.text(event, "severity")).atLeast(severity)
        && Json.text(event, "message")
            .toLowerCase(Locale.ROOT)
            .contains(text.toLowerCase(Locale.ROOT));
  }

  private static boolean equalOrAny(String wanted, Map<String, Object> event, String key) {
    return wanted.isEmpty() || wanted.equalsIgnoreCase(Json.text(event, key));
  }
}
