package dev.homelab.edge.container;

import java.nio.charset.StandardCharsets;

/** The end of a text, which is where the reason stands. */
public final class Tail {
  private Tail() {}

  /** At most that many bytes of UTF-8, from the start of a character on. */
  public static String of(String text, int maxBytes) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= maxBytes) {
      return text;
    }
    int from = bytes.length - maxBytes;
    while (from < bytes.length && (bytes[from] & 0xC0) == 0x80) {
      from++;
    }
    return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
  }

  /** The last lines of a text, without a newline at its end. */
  public static String lines(String text, int lines) {
    String stripped = text.stripTrailing();
    int from = stripped.length();
    for (int found = 0; found < lines && from >= 0; found++) {
      from = stripped.lastIndexOf('\n', from - 1);
    }
    return stripped.substring(from + 1);
  }
}
