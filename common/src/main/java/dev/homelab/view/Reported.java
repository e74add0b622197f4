package dev.homelab.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import dev.homelab.redact.Redactor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node says in its polls that is wrong there now (RULES Y7): shown while its log is still
 * coming, never folded, never decided upon.
 *
 * @param open the newest first
 * @param more how many others are open
 */
public record Reported(List<Condition> open, long more) {
  private static final int MAX_MESSAGE = 160;
  private static final int MAX_NAME = 80;
  private static final int MAX_OPEN = 100;
  private static final Redactor REDACTOR = Redactor.shapesOnly();

  /** One thing that is wrong, of a service or of the node itself. */
  public record Condition(
      String service, String type, Instant since, Severity severity, String message) {
    public Condition {
      service = shortened(service, MAX_NAME);
      type = shortened(type, MAX_NAME);
      message = shortened(REDACTOR.redact(message), MAX_MESSAGE);
    }

    private static String shortened(String text, int length) {
      return text.length() > length ? text.substring(0, length - 1) + "…" : text;
    }

    private Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("service", service.equals(Subject.NODE_ITSELF) ? null : service);
      map.put("type", type);
      map.put("since", EventJson.time(since));
      map.put("severity", severity.text());
      map.put("message", message);
      return map;
    }

    private static Optional<Condition> read(Map<String, Object> map) {
      String type = Values.text(map, "type");
      Instant since = EventJson.readTime(map.get("since"));
      return type == null || since == null
          ? Optional.empty()
          : Optional.of(
              new Condition(
                  textOr(map, "service", Subject.NODE_ITSELF),
                  type,
                  since,
                  Severity.read(textOr(map, "severity", "")),
                  textOr(map, "message", "")));
    }

    private static String textOr(Map<String, Object> map, String name, String otherwise) {
      @Nullable String text = Values.text(map, name);
      return text == null ? otherwise : text;
    }
  }

  public Reported {
    open = List.copyOf(open);
  }

  /** As many of the newest as fit into a text of so many bytes; an empty text where all is well. */
  public static String text(List<Condition> all, int maxBytes) {
    List<Condition> newest =
        all.stream()
            .sorted(Comparator.comparing(Condition::since).reversed())
            .limit(MAX_OPEN)
            .toList();
    for (int shown = newest.size(); shown > 0; shown--) {
      Reported reported = new Reported(newest.subList(0, shown), all.size() - (long) shown);
      String text = EventJson.text(reported.toMap());
      if (text.getBytes(StandardCharsets.UTF_8).length <= maxBytes) {
        return text;
      }
    }
    return "";
  }

  /** What a poll said; empty where it said nothing that can be read. */
  public static Optional<Reported> read(String text) {
    try {
      Map<String, Object> map = text.isEmpty() ? Map.of() : EventJson.parse(text);
      List<Condition> open = new ArrayList<>();
      for (Object item : Values.list(map, "open")) {
        Condition.read(Values.object(Map.of("item", item), "item")).ifPresent(open::add);
      }
      return open.isEmpty()
          ? Optional.empty()
          : Optional.of(new Reported(open, Math.max(0, Values.number(map, "more", 0))));
    } catch (JsonProcessingException unreadable) {
      return Optional.empty();
    }
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("open", open.stream().map(Condition::toMap).toList());
    map.put("more", more);
    return map;
  }
}
