package dev.homelab.supervision;

import dev.homelab.clock.Moment;
import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.world.ConditionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is said of failing parts: {@code part_failed} at the first failure, {@code part_recovered}
 * when all have run for a while. Both are about the node itself, with the process as {@code
 * details.entity}: hub and agent of one node fail apart.
 *
 * @param process {@code edge-agent} or {@code hub}
 * @param open whether a failure was told and its recovery was not yet
 */
public record PartNews(NodeId node, String process, String source, Duration well, boolean open) {
  private static final String PROCESS = "entity";

  /** Nothing was said yet. */
  public static PartNews none(NodeId node, String process, String source) {
    return new PartNews(node, process, source, SupervisionSettings.DEFAULT.well(), false);
  }

  /** The condition that it opens. */
  public ConditionKey condition() {
    return new ConditionKey(Subject.ofNode(node), EventTypes.PART_FAILED, process);
  }

  /** The same, with a failure that an earlier process told of or did not. */
  PartNews open(boolean told) {
    return new PartNews(node, process, source, well, told);
  }

  /** What is known next, and what is to be told, if anything. */
  public record Step(PartNews next, Optional<Event> event) {}

  /** A part has changed. */
  public Step changed(PartStatus part, Instant now) {
    if (part.isRunning() || open || part.lastFailure().isEmpty()) {
      return new Step(this, Optional.empty());
    }
    return step(
        true,
        event(EventTypes.PART_FAILED, Severity.WARNING)
            .message(
                "Part %s of the %s on %s failed and is started again: %s"
                    .formatted(part.name(), process, node.display(), part.lastFailure().get()))
            .details(
                Map.of(
                    PROCESS,
                    process,
                    "part",
                    part.name(),
                    "failure",
                    part.lastFailure().get(),
                    "restarts",
                    part.restarts()))
            .at(now));
  }

  /** Looked at from time to time. */
  public Step looked(List<PartStatus> parts, Moment now) {
    if (!open || !parts.stream().allMatch(part -> part.isWell(well, now))) {
      return new Step(this, Optional.empty());
    }
    return step(
        false,
        event(EventTypes.PART_RECOVERED, Severity.INFO)
            .message(
                "All %d parts of the %s on %s run".formatted(parts.size(), process, node.display()))
            .details(Map.of(PROCESS, process))
            .at(now.wall()));
  }

  private Step step(boolean nowOpen, Event event) {
    return new Step(open(nowOpen), Optional.of(event));
  }

  private Event.Builder event(String type, Severity severity) {
    return Event.of(node, source, type, severity);
  }
}
