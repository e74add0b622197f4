package dev.homelab.edge.cli;

import org.jspecify.annotations.Nullable;

/** One message of a server-sent event stream (WHATWG HTML, section 9.2). */
record SseMessage(String id, String name, String data) {

  /** Puts messages together from lines; comments and unknown fields are skipped. */
  static final class Builder {
    private String id = "";
    private String name = "message";
    private final StringBuilder data = new StringBuilder();

    /** Gives the whole message at its closing empty line, else null. */
    @Nullable SseMessage line(String line) {
      if (line.isEmpty()) {
        return finish();
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "id" -> id = value;
        case "event" -> name = value;
        case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
        default -> {}
      }
      return null;
    }

    private @Nullable SseMessage finish() {
      SseMessage whole = data.isEmpty() ? null : new SseMessage(id, name, data.toString());
      id = "";
      name = "message";
      data.setLength(0);
      return whole;
    }
  }
}
