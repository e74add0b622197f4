package dev.homelab.world;

import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What an incident's timeline keeps of an event; the whole line stands in the log.
 *
 * @param action the id of the action whose transition it tells, or null
 */
public record EventRef(
    String id,
    Instant at,
    NodeId log,
    String type,
    Severity severity,
    String source,
    String text,
    @Nullable String action) {
  /** A sentence; 200 at most, since an incident holds up to 64. */
  private static final int MAX_TEXT = 200;

  static final Comparator<EventRef> ORDER =
      Comparator.comparing(EventRef::at).thenComparing(EventRef::log).thenComparing(EventRef::id);

  static EventRef of(NodeId log, Event event) {
    String text = Evidence.message(event.message());
    return new EventRef(
        event.id(),
        event.timestamp(),
        log,
        event.type(),
        event.severity(),
        event.source(),
        text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text,
        event.type().startsWith("action_")
            ? event.detail("action_id").map(Evidence::name).orElse(null)
            : null);
  }
}
