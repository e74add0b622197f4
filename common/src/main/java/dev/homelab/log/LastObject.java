package dev.homelab.log;

import java.util.OptionalInt;

/**
 * Finds the last JSON object of a torn line that ends where the line ends, by its brackets and
 * quotes only. Looks from the end, and at so many bytes in all, whatever stands there.
 */
final class LastObject {
  /** A line of the greatest length four times: objects stand in objects, but not that deep. */
  private static final int MAX_BYTES = 4 * 65_536;

  private LastObject() {}

  /** Where it begins, or empty where there is none but what begins at the start. */
  static OptionalInt in(byte[] bytes, int start, int end) {
    int left = MAX_BYTES;
    for (int at = end - 2; at > start && left > 0; at--) {
      if (bytes[at] == '{' && bytes[at + 1] == '"') {
        int closed = closed(bytes, at, end);
        if (closed == end) {
          return OptionalInt.of(at);
        }
        left -= closed < 0 ? end - at : closed - at;
      }
    }
    return OptionalInt.empty();
  }

  /** Behind the bracket that closes the one here, or -1. */
  private static int closed(byte[] bytes, int from, int end) {
    int depth = 0;
    boolean text = false;
    for (int at = from; at < end; at++) {
      byte each = bytes[at];
      if (text) {
        at += each == '\\' ? 1 : 0;
        text = each != '"';
      } else if (each == '"') {
        text = true;
      } else if (each == '{' || each == '[') {
        depth++;
      } else if (each == '}' || each == ']') {
        depth--;
        if (depth == 0) {
          return at + 1;
        }
      }
    }
    return -1;
  }
}
