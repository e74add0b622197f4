package dev.homelab.world;

import dev.homelab.redact.Redactor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a fold keeps of a line's own words: without what has the shape of a secret (RULES A11), and
 * bounded, since a line may come from anybody.
 */
final class Evidence {
  /** A sentence or two. */
  private static final int MAX_MESSAGE = 1_000;

  /** The last lines of a container's log have 4 KiB (SPEC). */
  private static final int MAX_TEXT = 4_096;

  /** Of all texts of one line together: those of four containers. */
  private static final int MAX_TEXTS = 16_384;

  private static final int MAX_ITEMS = 200;
  private static final int MAX_DEPTH = 8;

  /** Characters: what a spell says in short, a sentence and {@link #KEPT}. */
  private static final int LIGHT = 800;

  /** What decisions are made from, beside the names: it stays when the rest is taken away. */
  private static final Set<String> KEPT =
      Set.of(
          "watcher",
          "level",
          "latest_version",
          "digest",
          "since",
          "definition",
          "revision",
          "fault");

  private int left = MAX_TEXTS;

  private Evidence() {}

  static String message(String text) {
    return cut(Redactor.shapesOnly().redact(cut(text, MAX_TEXT)), MAX_MESSAGE);
  }

  static Map<String, Object> details(Map<String, Object> details) {
    return new Evidence().object(details, 0);
  }

  /** A name that a line gives, as of who did something. */
  static String name(String text) {
    return cut(text, FoldLimits.MAX_NAME);
  }

  /** How many characters a spell says beyond what one says in short. */
  static int excess(Spell spell) {
    return Math.max(0, spell.message().length() + length(spell.details()) - LIGHT);
  }

  @SuppressWarnings("NullAway") // JSON null is a legal member
  private static int length(@Nullable Object value) {
    return switch (value) {
      case String text -> text.length();
      case Map<?, ?> map ->
          map.entrySet().stream()
              .mapToInt(entry -> length(entry.getKey()) + length(entry.getValue()))
              .sum();
      case List<?> list -> list.stream().mapToInt(Evidence::length).sum();
      case null, default -> 8;
    };
  }

  /** A spell that says no more than what is needed. */
  static Spell lightened(Spell spell) {
    Map<String, Object> details = new LinkedHashMap<>();
    spell
        .details()
        .forEach(
            (key, value) -> {
              if (KEPT.contains(key)) {
                details.put(key, cut(String.valueOf(value), 64));
              }
            });
    return spell.saying(cut(spell.message(), 200), details);
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }

  private Map<String, Object> object(Map<?, ?> map, int depth) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (copy.size() < MAX_ITEMS && left > 0) {
            String name = cut(String.valueOf(key), 100);
            left -= name.length();
            copy.put(name, value(value, depth));
          }
        });
    return copy;
  }

  @SuppressWarnings("NullAway") // JSON null is a legal member
  private Object value(@Nullable Object value, int depth) {
    return switch (value) {
      case String text -> text(text);
      case Map<?, ?> map when depth < MAX_DEPTH -> object(map, depth + 1);
      case List<?> list when depth < MAX_DEPTH -> items(list, depth + 1);
      case Map<?, ?> tooDeep -> "…";
      case List<?> tooDeep -> "…";
      case null, default -> value;
    };
  }

  private String text(String text) {
    String kept = cut(Redactor.shapesOnly().redact(cut(text, 2 * MAX_TEXT)), MAX_TEXT);
    String room = cut(kept, Math.max(1, left));
    left -= room.length();
    return room;
  }

  private List<Object> items(List<?> list, int depth) {
    List<Object> copy = new ArrayList<>();
    for (Object item : list) {
      if (copy.size() < MAX_ITEMS && left > 0) {
        copy.add(value(item, depth));
      }
    }
    return copy;
  }
}
