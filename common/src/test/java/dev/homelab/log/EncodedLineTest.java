package dev.homelab.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EncodedLineTest {
  private static final NodeId NODE = NodeId.of("piha");
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");
  private static final List<String> TEXTS =
      List.of("x", "\u0001", "ż", "\ud83d\ude00", "\"", "\ud800");

  private static Event.Builder event() {
    return Event.of(NODE, "stability-agent", "containers_not_running", Severity.ERROR);
  }

  private static Event read(EncodedLine line) {
    String text = new String(line.bytes(), UTF_8);
    assertThat(text).endsWith("}\n");
    return new LineParser(NODE)
        .parse(line.bytes(), 0, line.length() - 1, LocalDate.parse("2026-03-01"))
        .orElseThrow();
  }

  @Test
  @DisplayName("a line holds the event as it is")
  void asItIs() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("text", "a \"b\" \\ \n ż");
    details.put("number", 91);
    details.put("part", 0.5);
    details.put("flag", true);
    details.put("nothing", null);
    details.put("list", List.of(1, "two", Map.of("three", 3)));
    Event event = event().service("npm").correlation("c-1").message("m").details(details).at(NOW);
    assertThat(read(EncodedLine.of(event))).isEqualTo(event);
    Event bare = event().at(NOW).withExtra(Map.of("location", "ken", "id", "another"));
    assertThat(read(EncodedLine.of(bare)).extra()).isEqualTo(Map.of("location", "ken"));
    assertThat(new String(EncodedLine.of(bare).bytes(), UTF_8))
        .isEqualTo(EventJson.text(EventJson.toMap(bare)) + "\n");
  }

  @Test
  @DisplayName("L9: the mark of a clock that is not believed stands beside the event's own members")
  void unsynced() {
    Event event = event().details(Map.of("since", "2026-03-01T11:00:00Z")).at(NOW);
    Event marked = read(EncodedLine.of(event).unsynced());
    assertThat(marked.extra()).containsEntry("clock", "unsynced");
    assertThat(marked.withExtra(Map.of())).isEqualTo(event);
  }

  @Test
  @DisplayName(
      "L2, W3, W4: shortened, a condition keeps its watcher, its since, and the clock's mark")
  void shortenedKeepsWhatReadersGoBy() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("log", "x".repeat(70_000));
    details.put("since", "2026-03-01T11:00:00Z");
    details.put("watcher", "containers");
    details.put("exit_code", 137);
    EncodedLine line = EncodedLine.of(event().service("npm").details(details).at(NOW));
    Event read = read(line.unsynced());
    assertThat(read.details())
        .containsEntry("since", "2026-03-01T11:00:00Z")
        .containsEntry("watcher", "containers")
        .containsEntry("exit_code", 137)
        .doesNotContainKey("log")
        .containsKey("shortened");
    assertThat(read.extra()).containsEntry("clock", "unsynced");
  }

  @Test
  @DisplayName("an event with a detail that is no JSON is written without it, and says so")
  void noJson() {
    Event event = event().details(Map.of("since", "2026-03-01T11:00:00Z", "at", NOW)).at(NOW);
    assertThat(read(EncodedLine.of(event)).details())
        .isEqualTo(Map.of("since", "2026-03-01T11:00:00Z", "shortened", "the event was no JSON"));
  }

  @Property(tries = 200)
  @Label("L2: no event makes a line that is too long, marked or not, or that can't be read")
  void neverTooLong(@ForAll @LongRange(min = 0) long seed) {
    Random random = new Random(seed);
    Map<String, Object> details = new HashMap<>();
    for (int i = random.nextInt(400); i > 0; i--) {
      details.put("member-" + i, text(random, 300));
    }
    Event event =
        Event.of(NODE, "s" + text(random, 30_000), "t" + text(random, 30_000), Severity.INFO)
            .service("s" + text(random, 30_000))
            .message(text(random, 100_000))
            .correlation(text(random, 30_000))
            .details(details)
            .at(NOW);
    EncodedLine line = EncodedLine.of(event).unsynced();
    assertThat(line.length()).isLessThanOrEqualTo(EventJson.MAX_LINE_BYTES);
    assertThat(read(line).timestamp()).isEqualTo(NOW);
  }

  private static String text(Random random, int most) {
    return TEXTS.get(random.nextInt(TEXTS.size())).repeat(random.nextInt(most));
  }
}
