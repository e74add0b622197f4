package dev.homelab.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The API's document names what the code knows. */
class ApiDocumentTest {

  @Test
  @DisplayName("Its kinds of action are the code's: those that run, and all in a view")
  void kindsOfAction() {
    assertThat(words(at(schemas(), "RunnableKind")))
        .containsExactlyInAnyOrderElementsOf(ActionKind.runnable());
    List<?> shown = (List<?>) at(at(at(schemas(), "Action"), "properties"), "type").get("oneOf");
    assertThat(shown.getFirst()).isEqualTo(Map.of("$ref", "#/components/schemas/RunnableKind"));
    Stream<String> others =
        ActionKind.texts().stream().filter(kind -> !ActionKind.runnable().contains(kind));
    assertThat(shown.get(1)).isEqualTo(Map.of("enum", others.toList()));
  }

  @Test
  @DisplayName("Its risks are the kinds'")
  void risks() {
    assertThat(words(at(at(at(schemas(), "Action"), "properties"), "risk")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ActionKind.values()).map(ActionKind::risk).distinct().toList());
  }

  @Test
  @DisplayName("Its states of actions are the code's")
  void states() {
    assertThat(words(at(schemas(), "ActionState")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ActionState.values()).map(ActionState::text).toList());
  }

  private static List<String> words(Map<?, ?> schema) {
    return ((List<?>) schema.get("enum")).stream().map(String::valueOf).toList();
  }

  private static Map<?, ?> schemas() {
    return at(at((Map<?, ?>) ApiDocument.parsed(), "components"), "schemas");
  }

  private static Map<?, ?> at(Map<?, ?> object, String key) {
    return (Map<?, ?>) object.get(key);
  }
}
