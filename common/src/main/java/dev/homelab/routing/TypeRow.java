package dev.homelab.routing;

import dev.homelab.event.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What a type of event opens and ends (RULES W2, W3).
 *
 * @param ends types of conditions; empty with {@code endsNamed} where {@code details.of} says it
 * @param endsAtLevel the {@code details.level} at which it ends instead of opening
 * @param sameAs the newer spelling of the same type
 * @param mesh whether the mesh adds it to SPEC's
 * @param momentary whether what it opens is over at once
 * @param about the service that it is about where a line names none
 */
public record TypeRow(
    String type,
    boolean opens,
    List<String> ends,
    boolean endsNamed,
    Optional<String> endsAtLevel,
    Optional<String> sameAs,
    Severity severity,
    boolean mesh,
    boolean momentary,
    Optional<String> about) {
  public TypeRow {
    ends = List.copyOf(ends);
  }
}
