package dev.homelab.rules;

import dev.homelab.action.ActionId;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Incident;
import dev.homelab.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * Everything that a decision may rest on.
 *
 * @param actions all that is known of actions, from files and from logs, as {@link KnownActions}
 * @param knowledge how much is known of each node; a node that is missing here is not known
 */
public record Circumstances(
    World world,
    Desired desired,
    Policy policy,
    SortedMap<ActionId, ActionFacts> actions,
    Map<NodeId, Knowledge> knowledge,
    Instant now) {

  /**
   * How far what we know of a node can be relied on.
   *
   * @param caughtUp everything up to a log's end that was stated a moment ago is folded (RULES Y6)
   * @param offline it has not polled for longer than its patience (RULES W8)
   * @param refused why its log is refused, or empty
   * @param skew by how much its clock is ahead (RULES Y12)
   */
  public record Knowledge(
      boolean caughtUp, boolean offline, Optional<String> refused, Duration skew) {
    public static final Knowledge FULL =
        new Knowledge(true, false, Optional.empty(), Duration.ZERO);
  }

  Optional<Knowledge> of(NodeId node) {
    return Optional.ofNullable(knowledge.get(node));
  }

  /** Of a service or of a node itself. */
  Stream<ActionFacts> about(Subject subject) {
    return actions.values().stream().filter(action -> action.subject().equals(subject));
  }

  /** The actions of an open incident. */
  List<ActionFacts> of(Incident incident) {
    return about(incident.subject())
        .filter(action -> action.answers(incident.opened(), Instant.MAX))
        .toList();
  }

  /** Now, by the clock with which a node's own lines are written (RULES Y12). */
  Instant nowAt(NodeId node) {
    return of(node).map(Knowledge::skew).map(now::plus).orElse(now);
  }

  /** How long ago something was, by the clock of the log that tells it. */
  Duration since(Instant at, NodeId log) {
    return Duration.between(at, nowAt(log));
  }
}
