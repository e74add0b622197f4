package dev.homelab.redact;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces secrets by {@code ***NAME***} (RULES A11): the values that it was made with, plain or in
 * base 64, hexadecimal or URL encoding, and everything that has the shape of a token. Immutable;
 * one pass over the text for all values, one for all shapes.
 */
public final class Redactor {
  private static final Redactor SHAPES = new Redactor(SecretValues.NONE);

  private final SecretValues values;

  private Redactor(SecretValues values) {
    this.values = values;
  }

  /** Knows no values, only shapes: for lines of foreign writers. */
  public static Redactor shapesOnly() {
    return SHAPES;
  }

  /** Knows the values of an environment by their names; values that are no secret are left out. */
  public static Redactor of(Map<String, String> environment) {
    return new Redactor(SecretValues.of(environment));
  }

  /** Knows the values of several environments; the first name holds where values are equal. */
  public static Redactor of(Collection<Map<String, String>> environments) {
    Map<String, String> all = new LinkedHashMap<>();
    int copy = 0;
    for (Map<String, String> environment : environments) {
      for (Map.Entry<String, String> entry : environment.entrySet()) {
        String before = all.putIfAbsent(entry.getKey(), entry.getValue());
        if (before != null && !before.equals(entry.getValue())) {
          all.put(entry.getKey() + "#" + ++copy, entry.getValue());
        }
      }
    }
    return of(all);
  }

  public String redact(String text) {
    return replace(text, spans(text));
  }

  /** A text in pieces; see {@link RedactedStream}. */
  public RedactedStream stream() {
    return new RedactedStream(this);
  }

  /** The strings, lists and maps of a JSON value redacted; names of members are left alone. */
  public Object redactValue(Object value) {
    return switch (value) {
      case String text -> redact(text);
      case Map<?, ?> map -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, member) -> copy.put(String.valueOf(key), redactMember(member)));
        yield copy;
      }
      case List<?> list -> {
        List<Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(redactMember(item)));
        yield copy;
      }
      default -> value;
    };
  }

  @SuppressWarnings("NullAway") // JSON null is a legal member
  private Object redactMember(@org.jspecify.annotations.Nullable Object member) {
    return member == null ? null : redactValue(member);
  }

  int longestValue() {
    return values.longest();
  }

  /** What is to be hidden, in order and apart from each other: known values win over shapes. */
  List<Span> spans(String text) {
    List<Span> found = new ArrayList<>(values.find(text));
    BitSet taken = new BitSet(text.length());
    found.forEach(span -> taken.set(span.from(), span.to()));
    for (Span shape : TokenShapes.find(text)) {
      int clash = taken.nextSetBit(shape.from());
      if (clash < 0 || clash >= shape.to()) {
        found.add(shape);
      } else {
        addAround(shape, taken, found);
      }
    }
    found.sort(java.util.Comparator.comparingInt(Span::from));
    return found;
  }

  private static void addAround(Span shape, BitSet taken, List<Span> found) {
    int from = shape.from();
    while (from < shape.to()) {
      int start = taken.nextClearBit(from);
      int end = taken.nextSetBit(start);
      int to = end < 0 ? shape.to() : Math.min(end, shape.to());
      if (start < to) {
        found.add(new Span(start, to, shape.name()));
      }
      from = end < 0 ? shape.to() : end;
    }
  }

  static String replace(String text, List<Span> spans) {
    if (spans.isEmpty()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    for (Span span : spans) {
      out.append(text, from, span.from()).append("***").append(span.name()).append("***");
      from = span.to();
    }
    return out.append(text, from, text.length()).toString();
  }

  /** A piece of a text that is a secret of that name. */
  record Span(int from, int to, String name) {}
}
