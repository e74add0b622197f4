package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventJson;
import dev.homelab.event.Severity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RULES W4 and L2: what is held open is stated whole, in lines that are short enough. */
class StatementTest {
  private static final Map<String, Object> FACTS = Map.of("services", List.of("mosquitto"));
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static List<HeldCondition> held(int many, int length) {
    return IntStream.range(0, many)
        .mapToObj(i -> "sensor." + "x".repeat(length) + i)
        .map(entity -> new ConditionKey("homeassistant", "ha_entity_unavailable_long", entity))
        .map(key -> Finding.bad(key, Severity.WARNING, "it is gone", "", Map.of()))
        .map(it -> HeldCondition.of("ha:home", it, NOON, JumpingClock.at(NOON)))
        .toList();
  }

  private static Map<String, List<HeldCondition>> watchers(int many, int heldByEach) {
    Map<String, List<HeldCondition>> all = new LinkedHashMap<>();
    IntStream.range(0, many).forEach(i -> all.put("watcher-" + i, held(heldByEach, 20)));
    return all;
  }

  private static void assertThatAllFit(List<Map<String, Object>> lines) {
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(EventJson.bytes(line).length)
                    .isLessThan(EventJson.MAX_LINE_BYTES - 1_024));
  }

  private static List<?> list(Map<String, Object> line, String watcher) {
    return (List<?>) ((Map<?, ?>) line.get("watchers")).get(watcher);
  }

  @Test
  @DisplayName("What fits into one line stands in one")
  void one() {
    List<Map<String, Object>> lines = Statement.of(watchers(12, 3), FACTS);
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).containsKeys("watchers", "services").doesNotContainKey("partial");
    assertThat(list(lines.getFirst(), "watcher-11"))
        .hasSize(3)
        .allSatisfy(it -> assertThat(it.toString()).contains("since=2026-03-01T12:00:00"));
  }

  @Test
  @DisplayName("What does not is parted between watchers, and the last line says the rest")
  void several() {
    List<Map<String, Object>> lines = Statement.of(watchers(12, 100), FACTS);
    assertThat(lines).hasSizeGreaterThan(1);
    assertThatAllFit(lines);
    List<String> named =
        lines.stream()
            .flatMap(line -> ((Map<?, ?>) line.get("watchers")).keySet().stream())
            .map(String::valueOf)
            .toList();
    assertThat(named).hasSize(12).doesNotHaveDuplicates();
    assertThat(lines.subList(0, lines.size() - 1))
        .allSatisfy(
            line -> assertThat(line).containsEntry("partial", true).doesNotContainKey("services"));
    assertThat(lines.getLast()).containsKey("services").doesNotContainKey("partial");
  }

  @Test
  @DisplayName("As many as one watcher may find fit, without the times that they were told with")
  void atMost() {
    List<Map<String, Object>> lines = Statement.of(Map.of("ha:home", held(500, 25)), FACTS);
    assertThatAllFit(lines);
    assertThat(list(lines.getFirst(), "ha:home"))
        .hasSize(500)
        .noneSatisfy(it -> assertThat(it.toString()).contains("since"));
  }

  @Test
  @DisplayName("S1: a watcher whose list fits into no line is not named, so that nothing ends")
  void tooLong() {
    List<Map<String, Object>> lines = Statement.of(Map.of("ha:home", held(500, 200)), FACTS);
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).containsEntry("watchers", Map.of()).containsKey("services");
  }
}
