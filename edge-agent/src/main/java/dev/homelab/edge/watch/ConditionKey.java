package dev.homelab.edge.watch;

import dev.homelab.event.Subject;

/**
 * What can be wrong: a type of trouble of one service, or of the node itself (RULES W1).
 *
 * @param service a name, or {@link Subject#NODE_ITSELF}
 * @param type of the event that opens it
 * @param entity which of the service's things, as Home Assistant's entities; empty for all others
 */
public record ConditionKey(String service, String type, String entity) {
  public ConditionKey(String service, String type) {
    this(service, type, "");
  }

  public static ConditionKey ofNode(String type) {
    return new ConditionKey(Subject.NODE_ITSELF, type);
  }
}
