package dev.homelab.edge.homeassistant;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands at the top of a message of the WebSocket API, in whichever order: {@code {"id":1,
 * "type":"result","success":true,"result":…}}, {@code {"type":"event","event":…,"id":2}}, {@code
 * {"id":3,"type":"pong"}}, {@code {"type":"auth_required","ha_version":"…"}}. With {@code
 * coalesce_messages} several come as one array.
 *
 * @param id of the command that it answers; 0 where it answers none
 * @param error code and message where it is a refusal, empty otherwise
 * @param text of {@code auth_invalid}
 */
record Envelope(long id, String type, boolean success, String error, String text) {
  /** More than Home Assistant ever puts into one frame. */
  private static final int MOST_IN_ONE = 4_096;

  /** The first of two passes: whose messages these are. */
  static List<Envelope> scan(Buffer message) throws IOException {
    List<Envelope> all = new ArrayList<>(1);
    each(message, parser -> all.add(read(parser)));
    return all;
  }

  /** Hands over each message of one frame, with the parser at its start. */
  static void each(Buffer message, Each handler) throws IOException {
    try (JsonParser parser = Tokens.parser(message)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        handler.read(parser);
      } else if (first == JsonToken.START_ARRAY) {
        int[] count = {0};
        Tokens.items(
            parser,
            () -> {
              if (++count[0] > MOST_IN_ONE) {
                throw new IOException("more than %d messages in one".formatted(MOST_IN_ONE));
              }
              handler.read(parser);
            });
      } else {
        throw new IOException("neither an object nor a list");
      }
      if (parser.nextToken() != null) {
        throw new IOException("more follows after its end");
      }
    }
  }

  /** Reads one message. */
  interface Each {
    void read(JsonParser parser) throws IOException;
  }

  private static Envelope read(JsonParser parser) throws IOException {
    Draft draft = new Draft();
    Tokens.members(parser, name -> draft.member(name, parser));
    return new Envelope(draft.id, draft.type, draft.success, draft.error, draft.text);
  }

  private static final class Draft {
    private long id;
    private String type = "";
    private boolean success;
    private String error = "";
    private String text = "";

    void member(String name, JsonParser parser) throws IOException {
      switch (name) {
        case "id" -> id = Tokens.number(parser, 0);
        case "type" -> type = Tokens.textOr(parser, "");
        case "success" -> success = parser.currentToken() == JsonToken.VALUE_TRUE;
        case "message" -> text = Tokens.textOr(parser, "");
        case "error" -> error(parser);
        default -> {}
      }
    }

    private void error(JsonParser parser) throws IOException {
      String[] parts = {"", ""};
      Tokens.members(
          parser,
          name -> {
            if (name.equals("code")) {
              parts[0] = Tokens.textOr(parser, "");
            } else if (name.equals("message")) {
              parts[1] = Tokens.textOr(parser, "");
            }
          });
      error = parts[0] + ": " + parts[1];
    }
  }
}
