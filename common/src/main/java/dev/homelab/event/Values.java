package dev.homelab.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Immutable JSON values: maps, lists, strings, numbers, booleans and null. */
public final class Values {
  private Values() {}

  /** A deep, unmodifiable copy that keeps the order of members. */
  public static Map<String, Object> freeze(Map<String, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>(map.size() * 2);
    map.forEach((key, value) -> copy.put(key, freezeValue(value)));
    return Collections.unmodifiableMap(copy);
  }

  @SuppressWarnings("NullAway") // JSON null is a legal value of a map that Jackson made
  private static Object freezeValue(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> {
        Map<String, Object> copy = new LinkedHashMap<>(map.size() * 2);
        map.forEach((key, member) -> copy.put(String.valueOf(key), freezeValue(member)));
        yield Collections.unmodifiableMap(copy);
      }
      case List<?> list -> {
        List<Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(freezeValue(item)));
        yield Collections.unmodifiableList(copy);
      }
      default -> value;
    };
  }

  /** The member as text, or null when absent or not a scalar. */
  public static @Nullable String text(Map<String, ?> map, String key) {
    return switch (map.get(key)) {
      case String text -> text;
      case Number number -> number.toString();
      case Boolean flag -> flag.toString();
      case null, default -> null;
    };
  }

  /** The member as a whole number, or the fallback when absent or not a number. */
  public static long number(Map<String, ?> map, String key, long fallback) {
    return map.get(key) instanceof Number number ? number.longValue() : fallback;
  }

  /** The member as an object, empty when absent or of another kind. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> object(Map<String, ?> map, String key) {
    return map.get(key) instanceof Map<?, ?> member ? (Map<String, Object>) member : Map.of();
  }

  /** The member as a list, empty when absent or of another kind. */
  public static List<?> list(Map<String, ?> map, String key) {
    return map.get(key) instanceof List<?> member ? member : List.of();
  }

  /** A copy in which every text, however deep, is another. */
  public static Map<String, Object> mapTexts(Map<String, Object> map, UnaryOperator<String> each) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(key, mapValue(value, each)));
    return copy;
  }

  @SuppressWarnings("NullAway") // JSON null is a legal member
  private static Object mapValue(@Nullable Object value, UnaryOperator<String> each) {
    return switch (value) {
      case String text -> each.apply(text);
      case Map<?, ?> map -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, member) -> copy.put(key.toString(), mapValue(member, each)));
        yield copy;
      }
      case List<?> list -> {
        List<Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(mapValue(item, each)));
        yield copy;
      }
      case null, default -> value;
    };
  }
}
