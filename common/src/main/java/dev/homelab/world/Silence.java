package dev.homelab.world;

import dev.homelab.event.NodeId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Holds proposals and alerts back (RULES S9). Null in node, service or type means any.
 *
 * @param mode how long: until {@code ends}, each week in {@code window}, or until all in it is well
 * @param window as in {@code Sun 02:00-03:00}, in the operator's zone; null but for REPEATING
 * @param ended when a person ended it, or null
 */
public record Silence(
    String id,
    @Nullable NodeId node,
    @Nullable String service,
    @Nullable String type,
    String reason,
    String by,
    Mode mode,
    Instant created,
    @Nullable Instant ends,
    @Nullable String window,
    @Nullable Instant ended) {

  /** How a silence ends. */
  public enum Mode {
    ONCE,
    REPEATING,
    UNTIL_WELL,
    PLANNED_WORK
  }

  Silence endedAt(Instant at) {
    return new Silence(id, node, service, type, reason, by, mode, created, ends, window, at);
  }

  /** Whether it is about this condition, whatever the time. */
  public boolean covers(ConditionKey key) {
    return (node == null || node.equals(key.subject().node()))
        && (service == null || service.equals(key.subject().service()))
        && (type == null || type.equals(key.type()));
  }
}
