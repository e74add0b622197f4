package dev.homelab.event;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened, with SPEC's fields. Readers keep what they do not know in {@code extra}.
 *
 * @param id unique; a ULID where we made it
 * @param timestamp when, by the writer's clock; milliseconds are kept
 * @param service the service concerned, {@code all}, or null
 * @param correlationId links the events of one deployment or one incident, or null
 * @param details what belongs to the type ({@code payload} in older lines)
 * @param extra members that SPEC does not name
 */
public record Event(
    String id,
    Instant timestamp,
    NodeId node,
    String source,
    String type,
    Severity severity,
    @Nullable String service,
    String message,
    @Nullable String correlationId,
    Map<String, Object> details,
    Map<String, Object> extra) {

  public Event {
    requireText("id", id);
    requireText("source", source);
    requireText("type", type);
    Objects.requireNonNull(timestamp);
    details = Values.freeze(details);
    extra = Values.freeze(extra);
  }

  private static void requireText(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("event: " + name + " must not be blank");
    }
  }

  /** Begins an event that happens now on a node. */
  public static Builder of(NodeId node, String source, String type, Severity severity) {
    return new Builder(node, source, type, severity);
  }

  /** What the event is about; the node itself where it names no service. */
  public Subject subject() {
    return service == null || service.isBlank() ? Subject.ofNode(node) : new Subject(node, service);
  }

  public Optional<String> detail(String key) {
    return Optional.ofNullable(Values.text(details, key));
  }

  public Event withTimestamp(Instant time) {
    return new Event(
        id, time, node, source, type, severity, service, message, correlationId, details, extra);
  }

  /** The same about a service that the line did not name. */
  public Event withService(String name) {
    return new Event(
        id, timestamp, node, source, type, severity, name, message, correlationId, details, extra);
  }

  public Event withExtra(Map<String, Object> members) {
    return new Event(
        id,
        timestamp,
        node,
        source,
        type,
        severity,
        service,
        message,
        correlationId,
        details,
        members);
  }

  /** Collects an event's fields; {@link #at} gives it its time and id. */
  public static final class Builder {
    private final NodeId node;
    private final String source;
    private final String type;
    private final Severity severity;
    private @Nullable String service;
    private String message = "";
    private @Nullable String correlationId;
    private Map<String, Object> details = Map.of();

    private Builder(NodeId node, String source, String type, Severity severity) {
      this.node = node;
      this.source = source;
      this.type = type;
      this.severity = severity;
    }

    public Builder service(@Nullable String name) {
      service = name;
      return this;
    }

    public Builder subject(Subject subject) {
      return service(subject.isNode() ? null : subject.service());
    }

    public Builder message(String text) {
      message = text;
      return this;
    }

    public Builder correlation(@Nullable String id) {
      correlationId = id;
      return this;
    }

    public Builder details(Map<String, Object> members) {
      details = members;
      return this;
    }

    public Event at(Instant now) {
      return new Event(
          Ulid.next(now),
          now,
          node,
          source,
          type,
          severity,
          service,
          message,
          correlationId,
          details,
          Map.of());
    }
  }
}
