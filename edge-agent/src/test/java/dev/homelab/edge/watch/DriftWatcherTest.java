package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.container.Drift;
import dev.homelab.event.EventTypes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RULES S8: how drift is told. */
class DriftWatcherTest {
  private static final ConditionKey KEY = new ConditionKey("web", EventTypes.DEFINITION_DRIFT);

  private static Finding drifted(List<String> parts, List<String> images) {
    return DriftWatcher.drifted(KEY, new Drift.Other("d", parts, images), Optional.of("abc"));
  }

  @Test
  @DisplayName("with the checkout's hash and revision, and the parts that differ")
  void byDefinition() {
    Finding finding = drifted(List.of("db", "web"), List.of("db"));
    assertThat(finding.message()).isEqualTo("web runs another definition than the checkout's");
    assertThat(finding.details())
        .containsEntry("definition", "d")
        .containsEntry("revision", "abc")
        .containsEntry("parts", List.of("db", "web"))
        .containsEntry("reason", "definition")
        .containsEntry("images", List.of("db"));
  }

  @Test
  @DisplayName("as an image's, where all parts that differ run another image")
  void byImage() {
    Finding finding = drifted(List.of("web"), List.of("web"));
    assertThat(finding.message()).startsWith("web runs another image than");
    assertThat(finding.details()).containsEntry("reason", "image");
    assertThat(drifted(List.of("web"), List.of()).details()).doesNotContainKey("images");
  }
}
