package dev.homelab.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of events, and what follows live. */
class EventsIT {
  @TempDir Path lab;
  private ServedHub hub;
  private final Console console = Console.ofPipe();

  @BeforeEach
  void serve() throws IOException {
    hub = ServedHub.in(lab);
    hub.answer(
        "GET /events",
        200,
        "{\"events\":[%s,%s],\"next\":null}"
            .formatted(event("e2", "warning"), event("e1", "error")));
  }

  @AfterEach
  void end() {
    hub.close();
  }

  private static String event(String id, String severity) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("id", id);
    event.put("timestamp", "2026-01-10T11:00:00.000Z");
    event.put("node", "piha");
    event.put("type", "disk_pressure");
    event.put("severity", severity);
    event.put("message", "message of " + id);
    return EventJson.text(event);
  }

  private static String sent(String id, String name, String data) {
    return "id: %s\nevent: %s\ndata: %s\n\n".formatted(id, name, data);
  }

  private int run(String... words) {
    return console.runIn(hub.place(), words);
  }

  @Test
  void theNewestStandsLast() {
    assertThat(run("events", "--severity", "warning", "--text", "message of")).isZero();
    assertThat(console.outLines()).hasSize(2);
    assertThat(console.outLines().getFirst()).contains("message of e1", "error");
    assertThat(console.outLines().getLast()).contains("message of e2", "warning");
    assertThat(hub.asked())
        .anyMatch(
            request -> request.startsWith("GET /events?limit=50&q=message%20of&severity=warning"));
  }

  @Test
  void followingGoesOnAfterTheLastIdOverABrokenConnection() {
    hub.stream(": hello\n\n" + sent("7", "event", event("e2", "warning"))).stream(
        sent("8", "node", "{}") + sent("9", "event", event("e3", "error")));
    int exitCode = run("events", "--follow", "--json");
    assertThat(exitCode).as("the third connection is refused").isEqualTo(1);
    assertThat(console.outLines())
        .as("stored ones first, what comes live once")
        .containsExactly(event("e1", "error"), event("e2", "warning"), event("e3", "error"));
    assertThat(hub.asked().stream().filter(request -> request.startsWith("GET /stream")))
        .containsExactly("GET /stream", "GET /stream after 7", "GET /stream after 9");
  }

  @Test
  void liveEventsPassTheSameFilter() {
    hub.stream(sent("7", "event", event("e8", "info")) + sent("8", "event", event("e9", "error")));
    assertThat(run("events", "--follow", "--severity", "error")).isEqualTo(1);
    assertThat(console.out()).contains("message of e9").doesNotContain("message of e8");
  }

  @Test
  void aResetLoadsAnew() {
    hub.stream(sent("7", "reset", "{}"));
    assertThat(run("events", "--follow")).isEqualTo(1);
    assertThat(hub.asked().stream().filter(request -> request.startsWith("GET /events")))
        .hasSize(2);
    assertThat(console.outLines()).as("what was printed is not printed again").hasSize(2);
  }
}
