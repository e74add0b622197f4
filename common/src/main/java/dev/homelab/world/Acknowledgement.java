package dev.homelab.world;

import dev.homelab.event.Severity;
import java.time.Instant;
import java.util.Comparator;

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

  private static final Comparator<Acknowledgement> ORDER =
      Comparator.comparing(Acknowledgement::at)
          .thenComparing(Acknowledgement::until)
          .thenComparing(Acknowledgement::by)
          .thenComparing(Acknowledgement::note)
          .thenComparing(Acknowledgement::ended);

  /** The newer of two words about the same incident, whichever comes first. */
  Acknowledgement newer(Acknowledgement other) {
    return ORDER.compare(this, other) >= 0 ? this : other;
  }
}
