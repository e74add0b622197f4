package dev.homelab.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the members of a message and says what is wrong with them. */
final class Fields {
  private final Map<String, Object> map;

  private Fields(Map<String, Object> map) {
    this.map = map;
  }

  static Fields parse(byte[] bytes, int offset, int length) {
    try {
      return new Fields(EventJson.parse(bytes, offset, length));
    } catch (JsonProcessingException malformed) {
      throw new MalformedMessage("not a JSON object of at most " + EventJson.MAX_DEPTH + " levels");
    }
  }

  static Fields of(Map<String, Object> map) {
    return new Fields(map);
  }

  VerifyKey key(String name) {
    try {
      return VerifyKey.parse(text(name, 64));
    } catch (IllegalArgumentException unreadable) {
      throw new MalformedMessage(name + " must be a public key of 43 characters");
    }
  }

  static Fields parse(byte[] bytes) {
    return parse(bytes, 0, bytes.length);
  }

  String text(String name, int maxLength) {
    String value = Values.text(map, name);
    if (value == null || value.isEmpty() || value.length() > maxLength) {
      throw new MalformedMessage(name + " must be a text of 1 to " + maxLength + " characters");
    }
    return value;
  }

  Optional<String> optional(String name, int maxLength) {
    return map.get(name) == null ? Optional.empty() : Optional.of(text(name, maxLength));
  }

  long number(String name, long min, long max) {
    long value = map.get(name) instanceof Number ? Values.number(map, name, min) : min - 1;
    if (value < min || value > max) {
      throw new MalformedMessage(name + " must be a number from " + min + " to " + max);
    }
    return value;
  }

  Optional<LocalDate> optionalDay(String name) {
    return optional(name, 10).map(text -> day(name, text));
  }

  /** A text that may be empty, or absent. */
  Optional<String> textOrEmpty(String name, int maxLength) {
    return "".equals(map.get(name)) ? Optional.of("") : optional(name, maxLength);
  }

  NodeId node(String name) {
    return node(name, text(name, 63));
  }

  static NodeId node(String name, String value) {
    if (!NodeId.isLegal(value)) {
      throw new MalformedMessage(name + " must be a node's name, as in chelsty-infra");
    }
    return new NodeId(value);
  }

  LocalDate day(String name) {
    return day(name, text(name, 10));
  }

  private static LocalDate day(String name, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException unreadable) {
      throw new MalformedMessage(name + " must be a day, as in 2026-01-31");
    }
  }

  /** An object of days and lengths. */
  SortedMap<LocalDate, Long> lengths(String name) {
    Map<String, Object> object = Values.object(map, name);
    if (object.size() > Statement.MAX_DAYS) {
      throw new MalformedMessage(name + " must list at most " + Statement.MAX_DAYS + " days");
    }
    SortedMap<LocalDate, Long> lengths = new TreeMap<>();
    object.forEach((day, length) -> lengths.put(day(name, day), length(name, length)));
    return Collections.unmodifiableSortedMap(lengths);
  }

  private static long length(String name, @Nullable Object value) {
    if (value instanceof Number number && number.longValue() >= 0) {
      return number.longValue();
    }
    throw new MalformedMessage(name + " must give each day a length of 0 or more");
  }

  /** An object of names and short texts. */
  Map<String, String> texts(String name, int maxEntries, int maxLength) {
    Map<String, Object> object = Values.object(map, name);
    if (object.size() > maxEntries) {
      throw new MalformedMessage(name + " must have at most " + maxEntries + " members");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    object.keySet().forEach(key -> texts.put(key, new Fields(object).text(key, maxLength)));
    return Collections.unmodifiableMap(texts);
  }

  /** A list of texts; empty where there is none. */
  List<String> list(String name, int maxLength) {
    List<?> values = Values.list(map, name);
    if (!values.stream().allMatch(v -> v instanceof String text && text.length() <= maxLength)) {
      throw new MalformedMessage(name + " must be texts of at most " + maxLength + " characters");
    }
    return values.stream().map(String.class::cast).toList();
  }

  /** Whether a flag is set; absent is not. */
  boolean flag(String name) {
    return Boolean.TRUE.equals(map.get(name));
  }

  /** A list of objects; empty where there is none. */
  List<Fields> objects(String name, int most) {
    List<?> values = Values.list(map, name);
    if (values.size() > most || !values.stream().allMatch(Map.class::isInstance)) {
      throw new MalformedMessage(name + " must be at most " + most + " objects");
    }
    return values.stream()
        .map(value -> new Fields(Values.object(Map.of(name, value), name)))
        .toList();
  }

  Map<String, Object> object(String name) {
    return Values.freeze(Values.object(map, name));
  }

  static Map<String, Object> lengths(Map<LocalDate, Long> lengths) {
    Map<String, Object> object = new LinkedHashMap<>();
    lengths.forEach((day, length) -> object.put(day.toString(), length));
    return object;
  }
}
