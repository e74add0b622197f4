package dev.homelab.rules;

import dev.homelab.event.NodeId;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Everything that a decision may rest on.
 *
 * @param actions all that is known of actions, from files and from logs, by id
 * @param knowledge how much is known of each node; a node that is missing here is not known
 */
public record Circumstances(
    World world,
    Desired desired,
    Policy policy,
    SortedMap<String, ActionFacts> actions,
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
}
