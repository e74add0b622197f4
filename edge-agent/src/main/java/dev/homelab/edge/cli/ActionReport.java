package dev.homelab.edge.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.edge.cli.Terminal.Tone;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

/** One action for people: what would run, why, for how long it may, and what became of it. */
record ActionReport(Terminal terminal, ZoneId zone) {

  void print(Map<String, Object> action) {
    terminal.print(terminal.paint(Tone.STRONG, title(action)));
    line("action", Json.text(action, "action_id"));
    line("status", Json.text(action, "status") + delivery(action));
    line("why", Json.text(action, "reason"));
    line("risk", Json.text(action, "risk"));
    line(
        "valid for", Spans.text(Duration.ofSeconds(Values.number(action, "valid_for_seconds", 0))));
    line("last attempt", Json.text(action, "last_attempt"));
    for (Map<String, Object> evidence : Json.objects(action, "evidence")) {
      block(Json.text(evidence, "label"), Json.text(evidence, "text"));
    }
    block("what will run, exactly", pretty(Json.text(action, "proposal")));
    line("hash", Json.text(action, "hash"));
    line("outcome", Json.text(action, "outcome"));
    block("output", Json.text(action, "output"));
    printHistory(action);
  }

  private static String title(Map<String, Object> action) {
    return "%s of %s on %s"
        .formatted(
            Json.text(action, "type"), Json.text(action, "service"), Json.text(action, "node"));
  }

  private static String delivery(Map<String, Object> action) {
    String delivery = Json.text(action, "delivery");
    return delivery.equals("-") ? "" : " (" + delivery + ")";
  }

  private void line(String label, String text) {
    if (!text.equals("-")) {
      terminal.print("  %-13s %s".formatted(label, text));
    }
  }

  private void block(String label, String text) {
    if (!text.equals("-")) {
      terminal.print("  " + label + ":");
      text.lines().forEach(one -> terminal.print("    " + one.replaceAll("\\p{Cntrl}", " ")));
    }
  }

  /** Indented for reading; what is hashed is the text as it stands. */
  private static String pretty(String proposal) {
    try {
      return new String(EventJson.pretty(EventJson.parse(proposal)), StandardCharsets.UTF_8);
    } catch (JsonProcessingException notJson) {
      return proposal;
    }
  }

  private void printHistory(Map<String, Object> action) {
    Instant now = Instant.now();
    for (Map<String, Object> step : Json.objects(action, "transition_history")) {
      terminal.print(
          "  %s  %s → %s by %s %s"
              .formatted(
                  Spans.at(Json.time(step, "timestamp"), now, zone),
                  Json.text(step, "from"),
                  Json.text(step, "to"),
                  Json.text(step, "by"),
                  Json.text(step, "note").equals("-") ? "" : Json.text(step, "note")));
    }
  }
}
