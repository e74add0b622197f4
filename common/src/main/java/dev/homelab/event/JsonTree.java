package dev.homelab.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as maps, lists and scalars, token by token. It does without data binding, of which
 * the classes alone would take an agent of 48 MiB some 3 MiB.
 */
final class JsonTree {
  private JsonTree() {}

  /** The only value of a text, which is not null; its depth is bounded by the parser. */
  static Object only(JsonParser json) throws IOException {
    JsonToken first = json.nextToken();
    Object value = first == null ? null : value(json, first);
    if (value == null) {
      throw new JsonParseException(json, first == null ? "no content" : "null");
    }
    if (json.nextToken() != null) {
      throw new JsonParseException(json, "something stands behind the value");
    }
    return value;
  }

  private static @Nullable Object value(JsonParser json, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> array(json);
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new JsonParseException(json, "no value begins with " + token);
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser json) throws IOException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      object.put(name, value(json, json.nextToken()));
    }
    return object;
  }

  private static List<@Nullable Object> array(JsonParser json) throws IOException {
    List<@Nullable Object> array = new ArrayList<>();
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      array.add(value(json, token));
    }
    return array;
  }

  /**
   * @throws IllegalArgumentException for what is neither a map, nor a list, nor a scalar
   */
  static void write(@Nullable Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : map.entrySet()) {
          json.writeFieldName(String.valueOf(member.getKey()));
          write(member.getValue(), json);
        }
        json.writeEndObject();
      }
      case Iterable<?> list -> {
        json.writeStartArray();
        for (Object each : list) {
          write(each, json);
        }
        json.writeEndArray();
      }
      case CharSequence text -> json.writeString(text.toString());
      case Boolean truth -> json.writeBoolean(truth);
      case Number number -> write(number, json);
      case Enum<?> constant -> json.writeString(constant.name());
      default ->
          throw new IllegalArgumentException(
              "not a JSON value: an object of " + value.getClass().getName());
    }
  }

  private static void write(Number number, JsonGenerator json) throws IOException {
    switch (number) {
      case Double real -> json.writeNumber(real);
      case Float real -> json.writeNumber(real);
      case BigInteger whole -> json.writeNumber(whole);
      case BigDecimal real -> json.writeNumber(real);
      default -> json.writeNumber(number.longValue());
    }
  }
}
