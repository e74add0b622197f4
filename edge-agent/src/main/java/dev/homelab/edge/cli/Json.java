package dev.homelab.edge.cli;

import dev.homelab.edge.cli.Terminal.Tone;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reading of the API's documents for people. */
final class Json {
  private Json() {}

  /** The member as text; a dash where it is absent. */
  static String text(Map<String, ?> map, String key) {
    String text = Values.text(map, key);
    return text == null || text.isEmpty() ? "-" : text;
  }

  static Map<String, Object> object(Map<String, ?> map, String key) {
    return Values.object(map, key);
  }

  static @Nullable Instant time(Map<String, ?> map, String key) {
    return EventJson.readTime(map.get(key));
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> objects(Map<String, ?> map, String key) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Object item : Values.list(map, key)) {
      if (item instanceof Map<?, ?> object) {
        objects.add((Map<String, Object>) object);
      }
    }
    return objects;
  }

  /** A word of the API in the colour of what it means. */
  static Table.Toned toned(String word) {
    return new Table.Toned(tone(word), word);
  }

  private static Tone tone(String word) {
    return switch (word) {
      case "online", "healthy", "completed", "resolved", "running", "active" -> Tone.GOOD;
      case "offline", "unhealthy", "failed", "critical", "error", "open", "down" -> Tone.BAD;
      case "warning", "pending", "approved", "best_effort_off", "cut" -> Tone.WARN;
      default -> Tone.FAINT;
    };
  }
}
