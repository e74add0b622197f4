package dev.homelab.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.view.Reported.Condition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a node says in its polls that is wrong there. */
class ReportedTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static Condition condition(int number, String message) {
    return new Condition(
        "service-" + number,
        "service_unhealthy",
        NOON.plusSeconds(number),
        Severity.ERROR,
        message);
  }

  @Test
  @DisplayName("Y7 what is told comes back as it was, of services and of the node itself")
  void comesBack() {
    Condition disk =
        new Condition(
            Subject.NODE_ITSELF, "disk_pressure", NOON, Severity.WARNING, "80 % are used");
    List<Condition> all = List.of(condition(1, "it does not answer"), disk);
    assertThat(Reported.read(Reported.text(all, 2048))).contains(new Reported(all, 0));
  }

  @Test
  @DisplayName("Y7 of many the newest are told, in at most 2 KiB, and how many others there are")
  void many() {
    List<Condition> all =
        IntStream.range(0, 500).mapToObj(i -> condition(i, "ż".repeat(300))).toList();
    String text = Reported.text(all, 2048);
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(2048);
    Reported read = Reported.read(text).orElseThrow();
    assertThat(read.open()).isNotEmpty();
    assertThat(read.open().getFirst().service()).isEqualTo("service-499");
    assertThat(read.open().size() + read.more()).isEqualTo(500);
  }

  @Test
  @DisplayName("Y7 where all is well, and where nothing can be read, nothing is shown")
  void nothing() {
    assertThat(Reported.text(List.of(), 2048)).isEmpty();
    for (String text : List.of("", "{}", "rubbish", "{\"open\":[1,{}]}", "[]")) {
      assertThat(Reported.read(text)).as(text).isEmpty();
    }
  }

  @Test
  @DisplayName("A11 what has the shape of a token is shown by nobody")
  void redacted() {
    String token = "ghp_" + "a1B2c3D4e5F6".repeat(3);
    Condition told = condition(1, "pull failed with " + token);
    assertThat(Reported.text(List.of(told), 2048)).doesNotContain(token);
    String foreign =
        "{\"open\":[{\"type\":\"x\",\"since\":\"2026-03-01T12:00:00Z\",\"message\":\"%s\"}]}"
            .formatted(token);
    assertThat(Reported.read(foreign).orElseThrow().open().getFirst().message())
        .doesNotContain(token);
  }
}
