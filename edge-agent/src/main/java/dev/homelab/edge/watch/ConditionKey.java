package dev.homelab.edge.watch;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What can be wrong: a type of trouble of one service, or of a node itself (RULES W1).
 *
 * @param node where it is; empty for the node that the watcher runs on
 * @param service a name, or {@link Subject#NODE_ITSELF}
 * @param type of the event that opens it
 * @param entity which of the service's things, as Home Assistant's entities; empty for most
 */
public record ConditionKey(Optional<NodeId> node, String service, String type, String entity) {
  public ConditionKey(String service, String type, String entity) {
    this(Optional.empty(), service, type, entity);
  }

  public ConditionKey(String service, String type) {
    this(service, type, "");
  }

  public static ConditionKey ofNode(String type) {
    return new ConditionKey(Subject.NODE_ITSELF, type);
  }

  /** The same trouble on a node that need not be the watcher's own. */
  public ConditionKey at(NodeId where) {
    return new ConditionKey(Optional.of(where), service, type, entity);
  }

  /** {@code node} where it is another, {@code service}, {@code type}, {@code entity} if any. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    node.ifPresent(where -> map.put("node", where.name()));
    map.put("service", service);
    map.put("type", type);
    if (!entity.isEmpty()) {
      map.put("entity", entity);
    }
    return map;
  }

  Subject subject(NodeId home) {
    return new Subject(node.orElse(home), service);
  }
}
