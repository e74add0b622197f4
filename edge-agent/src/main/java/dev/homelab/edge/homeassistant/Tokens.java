package dev.homelab.edge.homeassistant;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** JSON read as tokens, so that no tree of a large message is ever built. */
final class Tokens {
  /** Nobody reads longer ones, and a table of thousands of entities must stay small. */
  static final int LONGEST_TEXT = 300;

  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private Tokens() {}

  /** Reads one value; the parser stands at its first token, and afterwards at its last. */
  interface Reader<T> {
    T read(JsonParser parser) throws IOException;
  }

  /** Takes in one value; the parser stands at its first token, and afterwards at its last. */
  interface Hearer {
    void read(JsonParser parser) throws IOException;
  }

  /** Reads one member's value, or leaves it. */
  interface Member {
    void read(String name) throws IOException;
  }

  /** Reads one item, or leaves it. */
  interface Item {
    void read() throws IOException;
  }

  static JsonParser parser(Buffer message) throws IOException {
    return FACTORY.createParser(new BufferInput(message));
  }

  static JsonFactory factory() {
    return FACTORY;
  }

  /** Each member of the object at which the parser stands; what is left is passed over. */
  static void members(JsonParser parser, Member each) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (next(parser) == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = next(parser);
      if (value == JsonToken.END_OBJECT) {
        throw new IOException("a member lacks its value");
      }
      each.read(name);
      parser.skipChildren();
    }
  }

  /** Each item of the list at which the parser stands; what is left is passed over. */
  static void items(JsonParser parser, Item each) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (next(parser) != JsonToken.END_ARRAY) {
      each.read();
      parser.skipChildren();
    }
  }

  private static JsonToken next(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new IOException("it ends in the middle");
    }
    return token;
  }

  /** The scalar at which the parser stands, shortened; null where it is none. */
  static @Nullable String text(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
      return null;
    }
    String text = parser.getText();
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }

  static String textOr(JsonParser parser, String fallback) throws IOException {
    String text = text(parser);
    return text == null ? fallback : text;
  }

  static long number(JsonParser parser, long fallback) throws IOException {
    JsonToken token = parser.currentToken();
    return token != null && token.isNumeric() ? (long) parser.getDoubleValue() : fallback;
  }
}
