package dev.homelab.rules;

import dev.homelab.world.ActionFacts;
import dev.homelab.world.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which repair comes next when the last one did not help (RULES S5). Only actions that ran count as
 * steps; a failed one opens the way to the stronger like a completed one.
 *
 * <pre>
 * row asks for        1st                 2nd                     3rd                4th
 * container_restart   restart             redeploy after 10 min   redeploy after 1 h alert_only after 1 h
 * redeploy            redeploy            redeploy after 10 min   redeploy after 1 h alert_only after 1 h
 * disk_cleanup        disk_cleanup        again after 10 min      again after 1 h    alert_only after 1 h
 * </pre>
 */
record Ladder(String kind, Instant from, Optional<ActionFacts> last) {

  static Ladder next(Incident incident, Policy.Route route, Policy.Ladder pauses) {
    List<ActionFacts> ran =
        incident.actions().stream()
            .filter(action -> action.ended() && action.started())
            .sorted(Comparator.comparing(ActionFacts::at))
            .toList();
    if (ran.isEmpty()) {
      return new Ladder(route.kind(), Instant.MIN, Optional.empty());
    }
    ActionFacts last = ran.getLast();
    Duration first = route.holdBack().isZero() ? pauses.second() : route.holdBack();
    Duration pause = ran.size() == 1 ? first : pauses.third();
    return new Ladder(
        kindAfter(ran.size(), route.kind()), last.at().plus(pause), Optional.of(last));
  }

  private static String kindAfter(int ran, String asked) {
    if (ran >= 3) {
      return Choice.ALERT;
    }
    return asked.equals("container_restart") ? "redeploy" : asked;
  }

  /** What the last attempt did, as a sentence, or nothing. */
  String lastAttempt() {
    return last.map(
            it ->
                " The last attempt, %s, %s%s and did not help."
                    .formatted(
                        it.id(), it.state(), it.outcome() == null ? "" : " (" + it.outcome() + ")"))
        .orElse("");
  }
}
