package dev.homelab.supervision;

import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is said of failing parts: {@code part_failed} at the first failure, {@code part_recovered}
 * when all have run for a while. The subject is the process as a service, {@code edge-agent} or
 * {@code hub}.
 *
 * @param open whether a failure was told and its recovery was not yet
 */
public record PartNews(Subject process, String source, Duration well, boolean open) {

  /** Nothing was said yet. */
  public static PartNews none(Subject process, String source) {
    return new PartNews(process, source, SupervisionSettings.DEFAULT.well(), false);
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
                "Part %s of %s failed and is started again: %s"
                    .formatted(part.name(), process, part.lastFailure().get()))
            .details(
                Map.of(
                    "part", part.name(),
                    "failure", part.lastFailure().get(),
                    "restarts", part.restarts()))
            .at(now));
  }

  /** Looked at from time to time. */
  public Step looked(List<PartStatus> parts, Instant now) {
    if (!open || !parts.stream().allMatch(part -> part.isWell(well, now))) {
      return new Step(this, Optional.empty());
    }
    return step(
        false,
        event(EventTypes.PART_RECOVERED, Severity.INFO)
            .message("All %d parts of %s run".formatted(parts.size(), process))
            .at(now));
  }

  private Step step(boolean nowOpen, Event event) {
    return new Step(new PartNews(process, source, well, nowOpen), Optional.of(event));
  }

  private Event.Builder event(String type, Severity severity) {
    return Event.of(process.node(), source, type, severity).subject(process);
  }
}
