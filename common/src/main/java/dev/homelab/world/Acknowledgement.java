package dev.homelab.world;

import dev.homelab.event.Severity;
import java.time.Instant;

/**
 * A person knows of an incident: it stops repeating until it gets worse or the time is up (RULES
 * S9).
 *
 * @param severity how bad the incident was when it was acknowledged
 * @param ended whether it was taken back
 */
public record Acknowledgement(
    String incidentId,
    String by,
    Instant at,
    Instant until,
    String note,
    Severity severity,
    boolean ended) {

  public boolean holds(Instant now, Severity worstNow) {
    return !ended && now.isBefore(until) && severity.atLeast(worstNow);
  }
}
