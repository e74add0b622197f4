package dev.homelab.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {
  private static final ObjectMapper BINDING = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":[],\"b\":{},\"c\":null}",
        "{\"a\":1,\"b\":-2147483649,\"c\":123456789012345678901234567890,\"d\":1.5,\"e\":1e300}",
        "{\"a\":true,\"b\":false,\"c\":\"ä\\u0000\\n\\\"\",\"\":{\"x\":[[1,[2]],\"3\"]}}",
        "  {\"twice\":1,\"twice\":2}  "
      })
  void readsAndWritesWhatDataBindingDoes(String text) throws JsonProcessingException {
    Map<String, Object> read = EventJson.parse(text);
    assertThat(read).isEqualTo(BINDING.readValue(text, LinkedHashMap.class));
    assertThat(EventJson.text(read)).isEqualTo(BINDING.writeValueAsString(read));
    assertThat(new String(EventJson.pretty(read), UTF_8))
        .isEqualTo(BINDING.writerWithDefaultPrettyPrinter().writeValueAsString(read));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "\"\"",
        "[]",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "{}{}",
        "{} x",
        "}",
        "{\"a\":[1",
        "{\"a\":[1}}",
        "{'a':1}",
        "{\"a\":NaN}"
      })
  void whatIsNoObjectIsRefused(String text) {
    assertThatThrownBy(() -> EventJson.parse(text)).isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void nestingIsBounded() {
    int most = EventJson.MAX_DEPTH;
    assertThatThrownBy(() -> EventJson.parse("{\"a\":" + "[".repeat(most) + "]".repeat(most) + "}"))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void numbersAndConstantsAreWrittenAsTheyAre() {
    List<Object> values = new ArrayList<>(List.of((short) 1, 2, 3L, 4.5f, 6.7, Severity.INFO));
    values.add(null);
    assertThat(EventJson.text(values)).isEqualTo("[1,2,3,4.5,6.7,\"INFO\",null]");
  }

  @Test
  void anObjectOfAnotherKindIsNoJson() {
    assertThatThrownBy(() -> EventJson.bytes(Map.of("a", new Object())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Object");
  }
}
