package dev.homelab.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes an event's members straight to JSON; the same as {@link EventJson#toMap} as text. */
final class EventLine {
  private static final Set<String> WRITTEN =
      Set.of("id", "timestamp", "node", "source", "type", "severity", "message", "details");

  private EventLine() {}

  static void write(Event event, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", event.id());
    json.writeStringField("timestamp", EventJson.time(event.timestamp()));
    json.writeStringField("node", event.node().name());
    json.writeStringField("source", event.source());
    json.writeStringField("type", event.type());
    json.writeStringField("severity", event.severity().text());
    if (event.service() != null) {
      json.writeStringField("service", event.service());
    }
    json.writeStringField("message", event.message());
    if (event.correlationId() != null) {
      json.writeStringField("correlation_id", event.correlationId());
    }
    json.writeFieldName("details");
    value(event.details(), json);
    extra(event, json);
    json.writeEndObject();
  }

  private static void extra(Event event, JsonGenerator json) throws IOException {
    for (Map.Entry<String, Object> member : event.extra().entrySet()) {
      if (!isWritten(member.getKey(), event)) {
        json.writeFieldName(member.getKey());
        value(member.getValue(), json);
      }
    }
  }

  private static boolean isWritten(String name, Event event) {
    return WRITTEN.contains(name)
        || (name.equals("service") && event.service() != null)
        || (name.equals("correlation_id") && event.correlationId() != null);
  }

  private static void value(@Nullable Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case String text -> json.writeString(text);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case Map<?, ?> map -> object(map, json);
      case List<?> list -> array(list, json);
      case null -> json.writeNull();
      default -> JsonTree.write(value, json);
    }
  }

  private static void object(Map<?, ?> map, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<?, ?> member : map.entrySet()) {
      json.writeFieldName(String.valueOf(member.getKey()));
      value(member.getValue(), json);
    }
    json.writeEndObject();
  }

  private static void array(List<?> list, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (Object item : list) {
      value(item, json);
    }
    json.writeEndArray();
  }
}
