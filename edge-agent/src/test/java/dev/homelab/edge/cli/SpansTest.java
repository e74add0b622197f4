package dev.homelab.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SpansTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({"60s,PT60S", "90m,PT90M", "90min,PT90M", "4h,PT4H", "2d,PT48H", "0s,PT0S"})
  void aNumberWithItsUnitIsASpan(String text, Duration span) {
    assertThat(new Spans().convert(text)).isEqualTo(span);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "h", "-1h", "1 week", "99999999s"})
  void anythingElseIsRefusedWithTheLegalForm(String text) {
    assertThatThrownBy(() -> new Spans().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("as in 60s, 90m, 4h or 2d");
  }

  @ParameterizedTest
  @CsvSource({"PT5S,5 s", "PT119S,119 s", "PT3M,3 min", "PT3H,3 h", "PT47H,47 h", "PT72H,3 d"})
  void spansArePrintedInTheUnitThatSaysEnough(Duration span, String text) {
    assertThat(Spans.text(span)).isEqualTo(text);
  }

  @Test
  void aTimeOfTodayNeedsNoDate() {
    ZoneId warsaw = ZoneId.of("Europe/Warsaw");
    assertThat(Spans.at(NOW.minusSeconds(60), NOW, warsaw)).isEqualTo("12:59:00");
    assertThat(Spans.at(NOW.minusSeconds(86_400), NOW, warsaw)).isEqualTo("2026-02-28 13:00:00");
    assertThat(Spans.at(null, NOW, warsaw)).isEqualTo("-");
  }

  @Test
  void aClockThatIsAheadIsNotNegative() {
    assertThat(Spans.ago(NOW.plusSeconds(5), NOW)).isEqualTo("0 s ago");
  }
}
