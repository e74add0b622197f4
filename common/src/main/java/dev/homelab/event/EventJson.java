package dev.homelab.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON form of events and of other small documents: read tolerantly, written strictly. */
public final class EventJson {
  /** Deeper lines are rubbish (RULES L4). */
  public static final int MAX_DEPTH = 32;

  /** Longer lines are neither written nor read (RULES L2): 64 KiB with their newline. */
  public static final int MAX_LINE_BYTES = 65_536;

  private static final int USUAL_LINE_BYTES = 512;

  private static final Instant FIRST_TIME = Instant.EPOCH;
  private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.999Z");

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final ObjectMapper MAPPER =
      new ObjectMapper(FACTORY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};

  private EventJson() {}

  /** ISO 8601 in UTC with milliseconds; what is out of range as the nearest that is not. */
  public static String time(Instant time) {
    return MILLIS.format(
        time.isBefore(FIRST_TIME) ? FIRST_TIME : time.isAfter(LAST_TIME) ? LAST_TIME : time);
  }

  /**
   * Reads ISO 8601 with or without an offset (UTC then), or seconds since 1970; null for anything
   * else, and for a time outside of the years 1970 to 9999: one can't reckon with it.
   */
  public static @Nullable Instant readTime(@Nullable Object value) {
    Instant time = parseTime(value);
    return time == null || time.isBefore(FIRST_TIME) || time.isAfter(LAST_TIME) ? null : time;
  }

  private static @Nullable Instant parseTime(@Nullable Object value) {
    try {
      return switch (value) {
        case Number seconds -> Instant.ofEpochMilli(Math.round(seconds.doubleValue() * 1000));
        case String text when text.endsWith("Z") -> Instant.parse(text);
        case String text when text.length() > 19 && text.matches(".*[+-]\\d\\d:?\\d\\d$") ->
            OffsetDateTime.parse(text).toInstant();
        case String text -> LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        case null, default -> null;
      };
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  /** Parses one JSON object; fails on anything else. */
  public static Map<String, Object> parse(byte[] bytes, int offset, int length)
      throws JsonProcessingException {
    try {
      Map<String, Object> map = MAPPER.readValue(bytes, offset, length, OBJECT);
      if (map == null) {
        throw new NotAnObject("not a JSON object");
      }
      return map;
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
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalArgumentException("not a JSON value: " + impossible.getMessage());
    }
  }

  public static String text(Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  /** Writes JSON for people's eyes and for files that scripts read. */
  public static byte[] pretty(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalArgumentException("not a JSON value: " + impossible.getMessage());
    }
  }

  /**
   * Reads an event from a parsed line, or gives null where the least is missing: a type.
   *
   * @param home the node whose log it stands in; holds where the line names none that is legal
   * @param fallbackTime holds where the line has no readable time
   */
  public static @Nullable Event read(Map<String, Object> line, NodeId home, Instant fallbackTime) {
    Map<String, Object> rest = new LinkedHashMap<>(line);
    String type = take(rest, "type");
    if (type == null || type.isBlank()) {
      return null;
    }
    Instant time = readTime(rest.remove("timestamp"));
    Instant timestamp = time == null ? fallbackTime : time.truncatedTo(ChronoUnit.MILLIS);
    String node = take(rest, "node");
    String source = take(rest, "source");
    String severity = take(rest, "severity");
    String service = take(rest, "service");
    String message = take(rest, "message");
    String correlation = take(rest, "correlation_id");
    String id = take(rest, "id");
    Map<String, Object> details = Values.object(rest, "details");
    if (rest.remove("details") instanceof Map<?, ?>) {
      rest.remove("payload", Map.of());
    } else {
      details = Values.object(rest, "payload");
      rest.remove("payload");
    }
    return new Event(
        id == null || id.isBlank() ? "line-" + digest(line) : id,
        timestamp,
        node == null || !NodeId.isLegal(node.strip().toLowerCase(java.util.Locale.ROOT))
            ? home
            : NodeId.of(node),
        source == null || source.isBlank() ? "unknown" : source,
        type,
        Severity.read(severity == null ? "info" : severity),
        service == null || service.isBlank() ? null : service,
        message == null ? "" : message,
        correlation,
        details,
        rest);
  }

  private static @Nullable String take(Map<String, Object> map, String key) {
    String text = Values.text(map, key);
    map.remove(key);
    return text;
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
