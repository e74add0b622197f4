package dev.homelab.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a kind of action says of itself, and where else it must be named. */
class ActionKindTest {
  private static final Path WORDS =
      Path.of("../webroot/src/main/resources/webroot/assets/words/words.js");
  private static final NodeId PIHA = new NodeId("piha");

  @DisplayName("What a kind can be about")
  @ParameterizedTest(name = "{0}: a service {1}, a node {2}")
  @CsvSource({
    "ALERT_ONLY, true, true",
    "CONTAINER_RESTART, true, false",
    "DISK_CLEANUP, false, true",
    "REDEPLOY, true, false"
  })
  void about(ActionKind kind, boolean service, boolean node) {
    assertThat(kind.fits(new Subject(PIHA, "mosquitto"))).isEqualTo(service);
    assertThat(kind.fits(Subject.ofNode(PIHA))).isEqualTo(node);
  }

  @Test
  @DisplayName("What runs can be asked for; an alert can't")
  void runnable() {
    assertThat(ActionKind.runnable())
        .containsExactly("container_restart", "disk_cleanup", "redeploy");
    assertThat(ActionKind.texts()).contains("alert_only").containsAll(ActionKind.runnable());
  }

  @DisplayName("The screen has words for it")
  @ParameterizedTest(name = "{0}")
  @EnumSource(ActionKind.class)
  void words(ActionKind kind) throws IOException {
    assertThat(Files.readString(WORDS)).contains(kind.text());
  }
}
