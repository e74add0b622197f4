package dev.homelab.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RULES Y9: whatever stands in a log, its fold takes a bounded part of the memory. */
class FoldBoundsTest {
  private static final NodeId NODE = NodeId.of("piha");
  private static final LocalDate DAY = LocalDate.parse("2026-03-10");
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  /** A line by its number. */
  interface Flood {
    Event line(int number);
  }

  private static Event line(String type, int number) {
    return Event.of(NODE, "stability-agent", type, Severity.ERROR)
        .message("m".repeat(900))
        .at(NOON.plusMillis(number));
  }

  private static Event about(String type, int number, String service) {
    return line(type, number).withService(service);
  }

  private static Event telling(String type, int number, Map<String, Object> details) {
    return Event.of(NODE, "stability-agent", type, Severity.ERROR)
        .message("m")
        .details(details)
        .at(NOON.plusMillis(number));
  }

  static Stream<Arguments> floods() {
    return Stream.of(
        flood("services that recover", n -> about("service_recovered", n, "s" + n)),
        flood("services that fall ill", n -> about("service_unhealthy", n, "s" + n)),
        flood(
            "services that fall ill and get well",
            n -> about(n % 2 == 0 ? "service_unhealthy" : "service_recovered", n, "s" + n / 2)),
        flood("lists of services", n -> about("service_unhealthy", n, ("s" + n + ",").repeat(500))),
        flood("long names", n -> about("service_unhealthy", n, "s".repeat(10_000) + n)),
        flood(
            "confirmations",
            n ->
                telling(
                    "checks_confirmed",
                    n,
                    Map.of(
                        "services", IntStream.range(0, 300).mapToObj(i -> n + "-" + i).toList()))),
        flood(
            "deployments",
            n ->
                telling(
                    "deployment_started",
                    n,
                    Map.of("services", List.of("x".repeat(5_000)), "by", "y".repeat(5_000)))),
        flood(
            "silences",
            n -> telling("silence_created", n, Map.of("silence_id", "s" + n, "reason", "r"))),
        flood(
            "acknowledgements",
            n -> telling("incident_acknowledged", n, Map.of("incident_id", "i" + n))),
        flood(
            "evidence",
            n ->
                telling(
                        "containers_not_running",
                        n,
                        Map.of("log", "l".repeat(4_000), "more", "l".repeat(4_000)))
                    .withService("s" + n % 700)));
  }

  private static Arguments flood(String name, Flood flood) {
    return Arguments.of(name, flood);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  @DisplayName(
      "RULES Y9: a flood is bounded, and a fold that goes on from a snapshot keeps the same")
  void bounded(String name, Flood flood) {
    LogFold live = new LogFold(NODE, Logs::meaning);
    LogFold restored = live;
    for (int i = 0; i < 4_000; i++) {
      Event line = flood.line(i);
      live.apply(line, DAY);
      if (i == 2_500) {
        restored = LogFold.restore(live.state(), Logs::meaning);
      } else if (i > 2_500) {
        restored.apply(line, DAY);
      }
    }
    FoldState state = live.state();
    assertThat(restored.state()).as(name).isEqualTo(state);
    assertThat(state.subjects()).hasSizeLessThanOrEqualTo(FoldLimits.MAX_SUBJECTS);
    assertThat(state.deployments()).hasSizeLessThanOrEqualTo(FoldLimits.MAX_FACTS * 5 / 4);
    assertThat(state.silences()).hasSizeLessThanOrEqualTo(FoldLimits.MAX_FACTS * 5 / 4);
    assertThat(state.acknowledgements()).hasSizeLessThanOrEqualTo(FoldLimits.MAX_FACTS * 5 / 4);
    assertThat(state.toString().length()).as("characters that are kept").isLessThan(8 << 20);
  }

  @Test
  @DisplayName("What is open is kept, however much is told that is over")
  void openIsKept() {
    LogFold fold = new LogFold(NODE, Logs::meaning);
    fold.apply(about("service_unhealthy", 0, "mosquitto"), DAY);
    for (int i = 1; i < 4_000; i++) {
      fold.apply(about("service_recovered", i, "s" + i), DAY);
    }
    assertThat(fold.subjects().values().stream().mapToInt(SubjectFold::openConditions).sum())
        .isEqualTo(1);
  }
}
