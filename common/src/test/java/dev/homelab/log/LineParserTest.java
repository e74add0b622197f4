package dev.homelab.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LineParserTest {
  private static final LocalDate DAY = LocalDate.parse("2026-03-01");
  private static final String WHOLE =
      "{\"id\":\"1\",\"type\":\"checks_confirmed\",\"message\":\"a \\\"{\\\" and a }\","
          + "\"details\":{\"watchers\":{\"containers\":[{\"service\":\"npm\",\"type\":\"x\"}]}}}";

  private static Optional<Event> parse(byte[] line) {
    return new LineParser(NodeId.of("piha")).parse(line, 0, line.length, DAY);
  }

  private static Optional<Event> parse(String line) {
    return parse(line.getBytes(UTF_8));
  }

  @Property(tries = 300)
  @Label("L4: wherever a writer died, the whole object behind what it left is the event")
  void behindWhatWasTorn(@ForAll @IntRange(min = 1, max = 120) int cut) {
    String torn = WHOLE.substring(0, cut);
    assertThat(parse(torn + WHOLE)).map(Event::type).contains("checks_confirmed");
    assertThat(parse(torn + WHOLE)).map(Event::id).contains("1");
  }

  @Test
  @DisplayName("L4: a long object of many parts is found behind a torn one, too")
  void longObject() {
    String parts = "{\"service\":\"npm\",\"type\":\"x\",\"entity\":\"e\"},".repeat(1_300);
    String whole = "{\"id\":\"2\",\"type\":\"y\",\"details\":{\"list\":[" + parts + "1]}}";
    assertThat(parse("{\"type\":\"torn" + whole)).map(Event::id).contains("2");
  }

  @Test
  @DisplayName("L4: of what is no UTF-8 the event stays, with marks in the place of those bytes")
  void noUtf8() {
    byte[] latin = "{\"type\":\"x\",\"message\":\"30 °C\"}".getBytes(ISO_8859_1);
    assertThat(parse(latin)).map(Event::message).contains("30 \uFFFDC");
    byte[] torn = "{\"mess°{\"type\":\"x\",\"message\":\"°\"}".getBytes(ISO_8859_1);
    assertThat(parse(torn)).map(Event::message).contains("\uFFFD");
  }

  @Test
  @DisplayName("L4: nothing is made of rubbish, of an array, or of an object that is not closed")
  void nothing() {
    for (String line :
        List.of(
            "rubbish",
            "[1]",
            "{\"a\":1}",
            "{",
            "{\"",
            "}",
            "{\"type\":\"x\"",
            "{\"type\":\"x\"}}")) {
      assertThat(parse(line)).as(line).isEmpty();
    }
    assertThat(parse(new byte[500])).as("zeros").isEmpty();
    assertThat(parse("{\"type\":\"x\",\"m\":" + "[".repeat(40) + "]".repeat(40) + "}"))
        .as("too deep")
        .isEmpty();
  }

  @Test
  @DisplayName("L4, Y9: no line takes long, whatever stands in it")
  void boundedCost() {
    for (String part : List.of("{\"", "{\"a\":", "{\"a\":{\"b\":\"", "\\{\"", "{\"a\":[{\"}")) {
      String line = part.repeat(65_000 / part.length());
      long begun = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertThat(parse(line)).isEmpty();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("20 lines of " + part)
          .isLessThan(Duration.ofSeconds(2));
    }
  }
}
