package dev.homelab.edge.cli;

import dev.homelab.edge.cli.Terminal.Tone;
import dev.homelab.event.EventJson;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "events",
    description = "Lists events, newest last, and goes on with what comes.",
    footer = {
      "  homelab events --node chelsty-infra --severity warning",
      "  homelab events --follow --service mosquitto",
      "  homelab events --follow --json | jq .message"
    })
final class EventsCommand extends MeshCommand {
  @Mixin private final EventFilter filter = new EventFilter();

  @Option(names = "--follow", description = "go on until Ctrl-C, also over a restart of the hub")
  private boolean follow;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "at most so many of those that are stored (default: ${DEFAULT-VALUE})")
  private int limit = 50;

  @Mixin private final JsonOption json = new JsonOption();

  @Override
  void run() {
    try (HubClient hub = hub()) {
      if (follow) {
        follow(hub);
      } else {
        Map<String, Object> answer = stored(hub);
        if (json.wanted()) {
          printJson(answer);
        } else {
          ZoneId zone = zone(hub);
          List<Map<String, Object>> events = objects(answer, "events").reversed();
          events.forEach(event -> print(event, zone));
          if (events.isEmpty()) {
            terminal().print("no such events");
          }
        }
      }
    }
  }

  private Map<String, Object> stored(HubClient hub) {
    Map<String, String> query = new HashMap<>(filter.query());
    query.put("limit", Integer.toString(limit));
    return hub.get("/events", query);
  }

  /** First listens, then asks for what is stored: so nothing falls between the two. */
  private void follow(HubClient hub) {
    ZoneId zone = zone(hub);
    Deque<String> known = new ArrayDeque<>();
    new LiveEvents(hub, terminal())
        .follow(
            () -> objects(stored(hub), "events").reversed().forEach(e -> fresh(known, e, zone)),
            event -> {
              if (filter.matches(event)) {
                fresh(known, event, zone);
              }
            });
  }

  private void fresh(Deque<String> known, Map<String, Object> event, ZoneId zone) {
    String id = Json.text(event, "id");
    if (known.contains(id)) {
      return;
    }
    known.addLast(id);
    if (known.size() > 500) {
      known.removeFirst();
    }
    if (json.wanted()) {
      terminal().print(EventJson.text(event));
    } else {
      print(event, zone);
    }
  }

  private void print(Map<String, Object> event, ZoneId zone) {
    String severity = Json.text(event, "severity");
    Tone tone =
        switch (severity) {
          case "error", "critical" -> Tone.BAD;
          case "warning" -> Tone.WARN;
          default -> Tone.FAINT;
        };
    String line =
        "%s  %-14s %-15s %s"
            .formatted(
                Json.text(event, "type"),
                Json.text(event, "node"),
                Json.text(event, "service"),
                Json.text(event, "message"))
            .replaceAll("\\p{Cntrl}+", " ");
    terminal()
        .print(
            "%s  %s %s"
                .formatted(
                    Spans.at(Json.time(event, "timestamp"), Instant.now(), zone),
                    terminal().paint(tone, "%-8s".formatted(severity)),
                    line));
  }
}
