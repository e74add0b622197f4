package dev.homelab.redact;

import dev.homelab.redact.Redactor.Span;
import java.util.List;

/**
 * Redacts a text that comes in pieces: what might be the beginning of a secret is held back until
 * it is clear. At most {@link #MAX_HELD} characters wait (more where a known value is longer); a
 * shape that is longer than that is hidden piece by piece.
 */
public final class RedactedStream {
  static final int MAX_HELD = 8192;

  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  private final Redactor redactor;
  private final StringBuilder held = new StringBuilder();
  private boolean insideKey;

  RedactedStream(Redactor redactor) {
    this.redactor = redactor;
  }

  /** Gives what is clear by now. */
  public String feed(String piece) {
    held.append(piece);
    int most = Math.max(MAX_HELD, 2 * redactor.longestValue());
    int newline = held.lastIndexOf("\n");
    int cut =
        held.length() > most ? held.length() - most / 2 : newline + 1 - redactor.longestValue();
    return cut <= 0 ? "" : take(cut, false);
  }

  /** Gives the rest. */
  public String end() {
    return take(held.length(), true);
  }

  /** Cuts there, or earlier where a secret lies over the cut. */
  private String take(int wanted, boolean last) {
    if (insideKey && (!leaveKey(last) || !last)) {
      return "";
    }
    String text = held.toString();
    int cut = Math.min(wanted, text.length());
    List<Span> spans = redactor.spans(text);
    for (Span span : spans) {
      boolean over = span.from() < cut && span.to() > cut;
      if (!last && (over || openKey(span, text))) {
        if (span.name().equals("PRIVATE_KEY") && text.length() - span.from() > MAX_HELD / 2) {
          insideKey = true;
          held.delete(0, text.length() - END.length());
          return Redactor.replace(text, spans);
        }
        cut = Math.min(cut, span.from());
      }
    }
    int end = cut;
    List<Span> before = spans.stream().filter(span -> span.to() <= end).toList();
    held.delete(0, end);
    return Redactor.replace(text.substring(0, end), before);
  }

  /** A private key whose last line has not come yet. */
  private static boolean openKey(Span span, String text) {
    return span.name().equals("PRIVATE_KEY")
        && span.to() == text.length()
        && !(text.indexOf(END, span.from()) > 0 && text.endsWith(DASHES));
  }

  /** Swallows a private key that was told already; says whether its end has come. */
  private boolean leaveKey(boolean last) {
    int end = held.indexOf(END);
    int close = end < 0 ? -1 : held.indexOf(DASHES, end + END.length());
    if (close >= 0) {
      held.delete(0, close + DASHES.length());
      insideKey = false;
      return true;
    }
    int keep = end < 0 ? Math.min(held.length(), END.length()) : held.length() - end;
    held.delete(0, last ? held.length() : held.length() - Math.min(keep, MAX_HELD));
    return false;
  }
}
