package dev.homelab.redact;

import dev.homelab.redact.Redactor.Span;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code name=value} and {@code "name": "value"} where the name says that the value is a secret.
 */
final class Assignments {
  private static final int SHORTEST = 4;
  private static final int LONGEST_NAME = 64;
  private static final List<String> ENDS =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "secret",
          "token",
          "api_key",
          "apikey",
          "access_key",
          "secret_key",
          "private_key",
          "network_key",
          "credential",
          "credentials",
          "seed");

  private Assignments() {}

  static @Nullable Span find(String text, int from, int end) {
    if (end - from > LONGEST_NAME || end >= text.length()) {
      return null;
    }
    int sign = end;
    if (text.charAt(sign) == '\\') {
      sign++;
    }
    if (sign < text.length() && quote(text.charAt(sign))) {
      sign++;
    }
    sign = TokenShapes.run(text, sign, letter -> letter == ' ');
    if (sign >= text.length() || "=:".indexOf(text.charAt(sign)) < 0) {
      return null;
    }
    String name = text.substring(from, end).toLowerCase(Locale.ROOT).replace('-', '_');
    if (ENDS.stream().noneMatch(name::endsWith)) {
      return null;
    }
    int value = TokenShapes.run(text, sign + 1, letter -> letter == ' ');
    if (value < text.length() && text.charAt(value) == '\\') {
      value++;
    }
    boolean quoted = value < text.length() && quote(text.charAt(value));
    int start = quoted ? value + 1 : value;
    int to =
        TokenShapes.run(
            text,
            start,
            letter ->
                quoted
                    ? !quote(letter) && letter != '\n' && letter != '\\'
                    : letter > ' ' && "\"',;&)}]".indexOf(letter) < 0);
    boolean done = text.startsWith("***", start);
    return to - start >= SHORTEST && !done
        ? new Span(start, to, text.substring(from, end).toUpperCase(Locale.ROOT))
        : null;
  }

  private static boolean quote(int letter) {
    return letter == '"' || letter == '\'';
  }
}
