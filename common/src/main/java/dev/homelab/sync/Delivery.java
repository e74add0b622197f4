package dev.homelab.sync;

import dev.homelab.event.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The documents for a node; what is in them is not this package's business.
 *
 * @param actions approved actions, each an exact text
 * @param cancellations of approved actions, each an exact text
 * @param slice the node's slice of the desired state, where the node holds another (RULES N3)
 * @param settings of the mesh
 */
public record Delivery(
    List<String> actions,
    List<String> cancellations,
    Optional<String> slice,
    Map<String, Object> settings) {
  public static final Delivery NOTHING =
      new Delivery(List.of(), List.of(), Optional.empty(), Map.of());

  public Delivery {
    actions = List.copyOf(actions);
    cancellations = List.copyOf(cancellations);
    settings = Values.freeze(settings);
  }

  public boolean isEmpty() {
    return actions.isEmpty() && cancellations.isEmpty() && slice.isEmpty();
  }
}
