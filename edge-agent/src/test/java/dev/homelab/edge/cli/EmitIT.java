package dev.homelab.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events written from the command line, beside the agent. */
class EmitIT {
  @TempDir Path lab;
  private final Console console = Console.ofPipe();

  @BeforeEach
  void labWithANode() throws IOException {
    Files.createDirectories(lab.resolve("piha"));
    try (ServedHub hub = ServedHub.in(lab)) {
      assertThat(hub.layout().processes()).exists();
    }
  }

  private Path log() {
    String day = LocalDate.now(ZoneOffset.UTC).toString();
    return lab.resolve("piha/events").resolve(day).resolve("piha/events.jsonl");
  }

  private int emit(String... words) {
    return console.runIn(List.of("--lab", lab.toString()), words);
  }

  @Test
  @DisplayName("RULES L2: the event is one line at the end of today's file")
  void oneLine() throws Exception {
    assertThat(
            emit(
                "emit",
                "disk_pressure",
                "--node",
                "PIHA",
                "--severity",
                "warning",
                "--message",
                "a \"quoted\" ż",
                "--detail",
                "level=high",
                "--service",
                "all"))
        .isZero();
    List<String> lines = Files.readAllLines(log());
    assertThat(lines).hasSize(1);
    var event = EventJson.parse(lines.getFirst());
    assertThat(event)
        .containsEntry("node", "piha")
        .containsEntry("source", "cli")
        .containsEntry("type", "disk_pressure")
        .containsEntry("severity", "warning")
        .containsEntry("service", "all")
        .containsEntry("message", "a \"quoted\" ż")
        .containsEntry("details", java.util.Map.of("level", "high"));
    assertThat(Files.readString(log())).endsWith("}\n");
  }

  @Test
  @DisplayName("RULES L3: after a torn tail it begins with a newline")
  void tornTailIsClosed() throws IOException {
    assertThat(emit("emit", "first", "--node", "piha")).isZero();
    Files.writeString(log(), "{\"type\":\"torn", StandardOpenOption.APPEND);
    assertThat(emit("emit", "second", "--node", "piha")).isZero();
    assertThat(emit("emit", "third", "--node", "piha")).isZero();
    List<String> lines = Files.readAllLines(log());
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).isEqualTo("{\"type\":\"torn");
    assertThat(lines.get(2)).contains("second");
    assertThat(lines.get(3)).contains("third");
  }

  @Test
  @DisplayName("RULES L2: more than 64 KiB is refused and not written")
  void tooLong() {
    assertThat(emit("emit", "x", "--node", "piha", "--message", "y".repeat(70_000))).isEqualTo(1);
    assertThat(console.err()).contains("may be 65536").hasLineCount(1);
    assertThat(log()).doesNotExist();
  }

  @Test
  void inALabTheNodeIsNamed() {
    assertThat(emit("emit", "x")).isEqualTo(2);
    assertThat(emit("emit", "x", "--node", "saturn")).isEqualTo(1);
    assertThat(console.err()).contains("name the node: --node NODE", "SATURN has no root at");
  }
}
