package dev.homelab.redact;

import dev.homelab.redact.Redactor.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds what has the shape of a secret, whoever it belongs to. Words are cut by hand and looked at
 * once each, and no expression that could backtrack is used, so that the time grows with the length
 * of the text and nothing else.
 *
 * <table>
 *   <caption>Shapes</caption>
 *   <tr><td>TELEGRAM_TOKEN</td><td>8 to 10 digits, ':', 35 of A-Z a-z 0-9 _ -</td></tr>
 *   <tr><td>JWT</td><td>eyJ….….…, Home Assistant's long-lived tokens among them</td></tr>
 *   <tr><td>AWS_KEY</td><td>AKIA or ASIA and 16 of A-Z 0-9</td></tr>
 *   <tr><td>GITHUB_TOKEN, GITLAB_TOKEN, SLACK_TOKEN, …</td><td>their prefixes</td></tr>
 *   <tr><td>URL_PASSWORD</td><td>scheme://user:password@</td></tr>
 *   <tr><td>AUTHORIZATION</td><td>what follows Bearer, Basic or Authorization:</td></tr>
 *   <tr><td>name of the key</td><td>password=…, "token": "…" and their like</td></tr>
 *   <tr><td>PRIVATE_KEY</td><td>PEM, from its first to its last line, or to the end</td></tr>
 * </table>
 */
final class TokenShapes {
  private static final String PEM_BEGIN = "-----BEGIN ";
  private static final String PEM_END = "-----END ";

  private TokenShapes() {}

  static List<Span> find(String text) {
    List<Span> found = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith(PEM_BEGIN, at)) {
        int end = pemEnd(text, at);
        if (end > at) {
          found.add(new Span(at, end, "PRIVATE_KEY"));
          at = end;
          continue;
        }
      }
      if (!wordLetter(text.charAt(at))) {
        at++;
        continue;
      }
      int end = run(text, at, TokenShapes::wordLetter);
      Span span = word(text, at, end);
      if (span == null) {
        at = end;
      } else {
        found.add(span);
        at = Math.max(span.to(), at + 1);
      }
    }
    return found;
  }

  /** Where a private key ends, or -1 where none begins. */
  private static int pemEnd(String text, int at) {
    int line = text.indexOf("-----", at + PEM_BEGIN.length());
    if (line < 0 || line - at > 64 || !text.substring(at, line).contains("PRIVATE KEY")) {
      return -1;
    }
    int end = text.indexOf(PEM_END, line);
    if (end < 0) {
      return text.length();
    }
    int close = text.indexOf("-----", end + PEM_END.length());
    return close < 0 ? text.length() : close + 5;
  }

  private static @Nullable Span word(String text, int from, int end) {
    Span url = urlPassword(text, end);
    if (url != null) {
      return url;
    }
    Span header = authorization(text, from, end);
    if (header != null) {
      return header;
    }
    String known = Prefixes.nameOf(text, from, end);
    if (known != null) {
      return new Span(from, tokenEnd(text, from), known);
    }
    Span telegram = telegram(text, from, end);
    return telegram != null ? telegram : Assignments.find(text, from, end);
  }

  private static int tokenEnd(String text, int from) {
    return run(text, from, letter -> wordLetter(letter) || letter == '.' || letter == '=');
  }

  /** 8 to 10 digits, a colon, 35 letters; {@code bot} may stand before it, as in the API's URLs. */
  private static @Nullable Span telegram(String text, int from, int end) {
    int digits = text.startsWith("bot", from) ? from + 3 : from;
    int colon = run(text, digits, letter -> letter >= '0' && letter <= '9');
    if (colon != end || colon - digits < 8 || colon - digits > 10) {
      return null;
    }
    if (colon >= text.length() || text.charAt(colon) != ':') {
      return null;
    }
    int to = run(text, colon + 1, TokenShapes::wordLetter);
    int length = to - colon - 1;
    return length >= 30 && length <= 50 ? new Span(digits, to, "TELEGRAM_TOKEN") : null;
  }

  /** {@code scheme://user:password@host}: the password. */
  private static @Nullable Span urlPassword(String text, int end) {
    if (!text.startsWith("://", end)) {
      return null;
    }
    int user = end + 3;
    int colon = run(text, user, letter -> authority(letter) && letter != ':');
    if (colon >= text.length() || text.charAt(colon) != ':') {
      return null;
    }
    int stop = run(text, colon + 1, TokenShapes::authority);
    int at = stop - 1;
    while (at > colon && text.charAt(at) != '@') {
      at--;
    }
    return at > colon + 1 ? new Span(colon + 1, at, "URL_PASSWORD") : null;
  }

  private static boolean authority(int letter) {
    return letter > ' ' && "/?#\"'<>\\".indexOf(letter) < 0;
  }

  /** {@code Bearer …}, {@code Basic …}, {@code Authorization: …}: what follows. */
  private static @Nullable Span authorization(String text, int from, int end) {
    int value;
    if (is(text, from, end, "bearer") || is(text, from, end, "basic")) {
      value = run(text, end, letter -> letter == ' ');
      if (value == end) {
        return null;
      }
    } else if (is(text, from, end, "authorization") || is(text, from, end, "x-api-key")) {
      value = run(text, end, letter -> letter == ' ' || letter == ':' || letter == '"');
      int scheme = run(text, value, TokenShapes::wordLetter);
      if (is(text, value, scheme, "bearer")
          || is(text, value, scheme, "basic")
          || is(text, value, scheme, "token")) {
        value = run(text, scheme, letter -> letter == ' ');
      }
    } else {
      return null;
    }
    int to = run(text, value, letter -> letter > ' ' && "\"',;".indexOf(letter) < 0);
    return to - value >= 8 ? new Span(value, to, "AUTHORIZATION") : null;
  }

  static boolean is(String text, int from, int end, String word) {
    return end - from == word.length() && text.regionMatches(true, from, word, 0, word.length());
  }

  static int run(String text, int from, IntPredicate letters) {
    int at = from;
    while (at < text.length() && letters.test(text.charAt(at))) {
      at++;
    }
    return at;
  }

  static boolean wordLetter(int letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9')
        || letter == '_'
        || letter == '-';
  }
}
