package dev.homelab.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON form of events and of other small documents: read tolerantly, written strictly. */
public final class EventJson {
  /** Deeper lines are rubbish (RULES L4). */
  public static final int MAX_DEPTH = 32;

  /** Longer lines are neither written nor read (RULES L2): 64 KiB with their newline. */
  public static final int MAX_LINE_BYTES = 65_536;

  private static final int USUAL_LINE_BYTES = 512;

  /** What SPEC names. */
  private static final Set<String> MEMBERS =
      Set.of(
          "id",
          "timestamp",
          "node",
          "source",
          "type",
          "severity",
          "service",
          "message",
          "correlation_id",
          "details");

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private EventJson() {}

  /** ISO 8601 in UTC with milliseconds; what is out of range as the nearest that is not. */
  public static String time(Instant time) {
    return EventTime.text(time);
  }

  /**
   * Reads ISO 8601 with or without an offset (UTC then), or seconds since 1970; null for anything
   * else, and for a time outside of the years 1970 to 9999: one can't reckon with it.
   */
  public static @Nullable Instant readTime(@Nullable Object value) {
    return EventTime.read(value);
  }

  /** Parses one JSON object; fails on anything else. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> parse(byte[] bytes, int offset, int length)
      throws JsonProcessingException {
    if (value(bytes, offset, length) instanceof Map<?, ?> object) {
      return (Map<String, Object>) object;
    }
    throw new NotAnObject("not a JSON object");
  }

  /** Parses one JSON value; fails on anything else, and on null. */
  public static Object value(byte[] bytes, int offset, int length) throws JsonProcessingException {
    try (JsonParser json = FACTORY.createParser(bytes, offset, length)) {
      return JsonTree.only(json);
    } catch (JsonProcessingException malformed) {
      throw malformed;
    } catch (IOException noText) {
      throw new NotAnObject("no UTF-8: " + noText.getMessage());
    }
  }

  public static Map<String, Object> parse(String text) throws JsonProcessingException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return parse(bytes, 0, bytes.length);
  }

  /** Writes any map, list or scalar as compact JSON. */
  public static byte[] bytes(Object value) {
    return bytes(value, false);
  }

  public static String text(Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  /** Writes JSON for people's eyes and for files that scripts read. */
  public static byte[] pretty(Object value) {
    return bytes(value, true);
  }

  private static byte[] bytes(Object value, boolean pretty) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_LINE_BYTES);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      if (pretty) {
        json.useDefaultPrettyPrinter();
      }
      JsonTree.write(value, json);
    } catch (IOException impossible) {
      throw new IllegalArgumentException("not a JSON value: " + impossible.getMessage());
    }
    return out.toByteArray();
  }

  /**
   * Reads an event from a parsed line, or gives null where the least is missing: a type.
   *
   * @param home the node whose log it stands in; holds where the line names none that is legal
   * @param fallbackTime holds where the line has no readable time
   */
  public static @Nullable Event read(Map<String, Object> line, NodeId home, Instant fallbackTime) {
    String type = Values.text(line, "type");
    if (type == null || type.isBlank()) {
      return null;
    }
    Instant time = readTime(line.get("timestamp"));
    String source = Values.text(line, "source");
    String severity = Values.text(line, "severity");
    String service = Values.text(line, "service");
    String message = Values.text(line, "message");
    String id = Values.text(line, "id");
    boolean older = !(line.get("details") instanceof Map<?, ?>);
    return new Event(
        id == null || id.isBlank() ? "line-" + digest(line) : id,
        time == null ? fallbackTime : time.truncatedTo(ChronoUnit.MILLIS),
        node(Values.text(line, "node"), home),
        source == null || source.isBlank() ? "unknown" : source,
        type,
        Severity.read(severity == null ? "info" : severity),
        service == null || service.isBlank() ? null : service,
        message == null ? "" : message,
        Values.text(line, "correlation_id"),
        Values.object(line, older ? "payload" : "details"),
        extra(line, older));
  }

  private static NodeId node(@Nullable String name, NodeId home) {
    if (name == null || name.equals(home.name())) {
      return home;
    }
    String spelling = name.strip().toLowerCase(Locale.ROOT);
    return NodeId.isLegal(spelling) ? new NodeId(spelling) : home;
  }

  /** What SPEC does not name; an older line's {@code payload} is its details. */
  private static Map<String, Object> extra(Map<String, Object> line, boolean older) {
    Map<String, Object> extra = Map.of();
    for (Map.Entry<String, Object> member : line.entrySet()) {
      String name = member.getKey();
      boolean payload = name.equals("payload") && (older || Map.of().equals(member.getValue()));
      if (!MEMBERS.contains(name) && !payload) {
        extra = extra.isEmpty() ? new LinkedHashMap<>() : extra;
        extra.put(name, member.getValue());
      }
    }
    return extra;
  }

  private static String digest(Map<String, Object> line) {
    return HexFormat.of().toHexDigits(text(line).hashCode());
  }

  /** The event as one line with its newline: SPEC's fields in SPEC's order, then what is extra. */
  public static byte[] line(Event event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_LINE_BYTES);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      EventLine.write(event, json);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    out.write('\n');
    return out.toByteArray();
  }

  /** The event's members in SPEC's order. */
  public static Map<String, Object> toMap(Event event) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", event.id());
    map.put("timestamp", time(event.timestamp()));
    map.put("node", event.node().name());
    map.put("source", event.source());
    map.put("type", event.type());
    map.put("severity", event.severity().text());
    if (event.service() != null) {
      map.put("service", event.service());
    }
    map.put("message", event.message());
    if (event.correlationId() != null) {
      map.put("correlation_id", event.correlationId());
    }
    map.put("details", event.details());
    event.extra().forEach(map::putIfAbsent);
    return map;
  }

  /** What is no JSON object in UTF-8. */
  private static final class NotAnObject extends JsonProcessingException {
    private NotAnObject(String message) {
      super(message);
    }
  }
}
