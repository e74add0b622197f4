package dev.homelab.edge.announce;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a node fares, as it is announced.
 *
 * @param problems those that there are
 * @param alerts what people are alerted of now, the worst first; empty while nobody knows: what was
 *     told before a restart stays
 */
public record Announcement(Map<NodeProblem, Problem> problems, Optional<List<Problem>> alerts) {
  /**
   * A problem.
   *
   * @param since when it began
   * @param reason in a person's words
   * @param told how often people were told: each time more is a reason to ring again
   */
  public record Problem(Instant since, String reason, int told) {
    public Problem(Instant since, String reason) {
      this(since, reason, 1);
    }
  }

  public Announcement {
    problems = problems.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(problems));
    alerts = alerts.map(List::copyOf);
  }

  Optional<Problem> of(NodeProblem what) {
    return Optional.ofNullable(problems.get(what));
  }
}
