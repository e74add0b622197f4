package dev.homelab.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** No type of event is forgotten where all are meant. */
class EventTypesTest {

  @Test
  @DisplayName("W2: every constant is one of all, once, in the spelling of its name")
  void everyConstantIsOneOfAll() throws IllegalAccessException {
    int constants = 0;
    for (Field field : EventTypes.class.getFields()) {
      if (!field.getName().equals("ALL")) {
        assertThat(EventTypes.ALL).containsOnlyOnce(String.valueOf(field.get(null)));
        assertThat(field.get(null)).isEqualTo(field.getName().toLowerCase(java.util.Locale.ROOT));
        constants++;
      }
    }
    assertThat(EventTypes.ALL).hasSize(constants);
  }
}
