package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.redact.Redactor;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the end of {@code healthcheck.sh} means. */
class HealthVerdictTest {
  @ParameterizedTest(name = "exit {0} with \"{1}\" is {2}: {3}")
  @CsvSource({
    "0, fine, Well, healthy",
    "1, no answer, Ill, unhealthy",
    "1, 'sh: 3: curl: not found', Fault, a missing tool is no sickness",
    "127, 'mosquitto_pub is not here', Fault, a missing tool",
    "2, usage, Fault, anything else",
    "137, '', Fault, killed",
  })
  void table(int exitCode, String output, String verdict, String why) {
    assertThat(
            ScriptProbe.verdict(exitCode, output, Redactor.shapesOnly()).getClass().getSimpleName())
        .as(why)
        .isEqualTo(verdict);
  }

  @Test
  @DisplayName("RULES A11: a secret in a check's output is hidden")
  void outputIsRedacted() {
    Redactor redactor = Redactor.of(Map.of("DB_PASSWORD", "planted-hunter2"));
    assertThat(ScriptProbe.verdict(1, "login planted-hunter2 refused", redactor).toString())
        .contains("***DB_PASSWORD***")
        .doesNotContain("hunter2");
  }

  @Test
  void aFaultOfTheCheckSaysNothingOfTheService() {
    assertThat(HealthWatcher.meaning("web", new Health.Fault("no curl")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.key().type()).isEqualTo("healthcheck_failed");
              assertThat(finding.details()).containsKey("fault");
            });
    assertThat(HealthWatcher.meaning("web", new Health.Unknown())).isEmpty();
  }
}
