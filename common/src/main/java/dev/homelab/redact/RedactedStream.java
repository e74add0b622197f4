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
    String text = held.toString();
    StringBuilder out = new StringBuilder();
    int from = 0;
    if (insideKey) {
      int end = text.indexOf("-----END ");
      if (end < 0) {
        int keep = last ? 0 : Math.min(text.length(), 16);
        held.delete(0, text.length() - keep);
        return "";
      }
      int close = text.indexOf("-----", end + 9);
      from = close < 0 ? text.length() : close + 5;
      insideKey = close < 0 && !last;
    }
    int cut = Math.max(wanted, from);
    String rest = text.substring(from);
    List<Span> spans = redactor.spans(rest);
    for (Span span : spans) {
      if (span.from() + from < cut && span.to() + from > cut) {
        cut = span.from() + from;
      }
      if (!last
          && span.name().equals("PRIVATE_KEY")
          && span.to() == rest.length()
          && text.length() - from - span.from() > MAX_HELD / 2) {
        out.append(Redactor.replace(rest.substring(0, span.to()), spans));
        insideKey = true;
        held.setLength(0);
        return out.toString();
      }
    }
    int end = cut - from;
    List<Span> before = spans.stream().filter(span -> span.to() <= end).toList();
    out.append(Redactor.replace(rest.substring(0, end), before));
    held.delete(0, cut);
    return out.toString();
  }
}
