package dev.homelab.sync;

import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The documents for a node; what is in them is not this package's business.
 *
 * @param actions approved actions, each an exact text
 * @param cancellations of approved actions, each an exact text
 * @param slice the node's slice of the desired state, where the node holds another (RULES N3)
 * @param settings of the mesh
 * @param delegation of the node's site, a signed text, where the node holds another; the empty text
 *     where none holds any more (RULES A7)
 * @param passed answers of the hub to polls that a gateway has passed on, by the node that polled,
 *     each a signed text
 */
public record Delivery(
    List<String> actions,
    List<String> cancellations,
    Optional<String> slice,
    Map<String, Object> settings,
    Optional<String> delegation,
    SortedMap<NodeId, String> passed) {
  public static final Delivery NOTHING =
      new Delivery(List.of(), List.of(), Optional.empty(), Map.of());

  public Delivery {
    actions = List.copyOf(actions);
    cancellations = List.copyOf(cancellations);
    settings = Values.freeze(settings);
    passed = Collections.unmodifiableSortedMap(new TreeMap<>(passed));
  }

  /** One that has nothing to do with a gateway. */
  public Delivery(
      List<String> actions,
      List<String> cancellations,
      Optional<String> slice,
      Map<String, Object> settings) {
    this(actions, cancellations, slice, settings, Optional.empty(), new TreeMap<>());
  }

  /** The same with what is told of the site's delegation. */
  public Delivery withDelegation(Optional<String> told) {
    return new Delivery(actions, cancellations, slice, settings, told, passed);
  }

  /** The same with answers to polls that were passed on. */
  public Delivery withPassed(SortedMap<NodeId, String> answers) {
    return new Delivery(actions, cancellations, slice, settings, delegation, answers);
  }

  /** All that is to be done about actions: the approved ones, then the cancellations. */
  public List<String> documents() {
    return Stream.concat(actions.stream(), cancellations.stream()).toList();
  }

  public boolean isEmpty() {
    return actions.isEmpty()
        && cancellations.isEmpty()
        && slice.isEmpty()
        && delegation.isEmpty()
        && passed.isEmpty();
  }
}
