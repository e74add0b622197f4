package dev.homelab.rules;

import dev.homelab.action.ActionKind;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Incident;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which repair comes next when the last one did not help (RULES S5). Only actions that ran, for
 * something of what is wrong now, count as steps; a failed one opens the way to the stronger like a
 * completed one.
 *
 * <pre>
 * row asks for        1st                 2nd                     3rd                4th
 * container_restart   restart             redeploy after 10 min   redeploy after 1 h alert_only after 1 h
 * redeploy            redeploy            redeploy after 10 min   redeploy after 1 h alert_only after 1 h
 * disk_cleanup        disk_cleanup        again after 10 min      again after 1 h    alert_only after 1 h
 * </pre>
 *
 * @param pause how long after the last attempt
 */
record Ladder(ActionKind kind, Duration pause, Optional<ActionFacts> last) {

  static Ladder next(Incident incident, Choice choice, Circumstances now) {
    List<ActionFacts> ran =
        now.of(incident).stream()
            .filter(action -> action.ended() && action.started())
            .filter(action -> isFor(action, choice))
            .sorted(Comparator.comparing(ActionFacts::at))
            .toList();
    Policy.Route route = choice.route();
    if (ran.isEmpty()) {
      return new Ladder(route.kind(), Duration.ZERO, Optional.empty());
    }
    Policy.Ladder pauses = now.policy().ladder();
    Duration first = route.holdBack().isZero() ? pauses.second() : route.holdBack();
    return new Ladder(
        kindAfter(ran.size(), route.kind()),
        ran.size() == 1 ? first : pauses.third(),
        Optional.of(ran.getLast()));
  }

  /** An action that does not say what it is for may be for anything. */
  private static boolean isFor(ActionFacts action, Choice choice) {
    return action.triggers().isEmpty()
        || action.triggers().stream().anyMatch(choice.triggers()::contains);
  }

  private static ActionKind kindAfter(int ran, ActionKind asked) {
    if (ran >= 3) {
      return ActionKind.ALERT_ONLY;
    }
    return asked == ActionKind.CONTAINER_RESTART ? ActionKind.REDEPLOY : asked;
  }

  /** How long it is to wait yet; zero or less when it may be proposed. */
  Duration left(Circumstances now) {
    return last.map(it -> pause.minus(now.since(it.at(), it.log()))).orElse(Duration.ZERO);
  }

  /** What the last attempt did, as a sentence, or nothing. */
  String lastAttempt() {
    return last.map(
            it ->
                " The last attempt, %s, %s%s and did not help."
                    .formatted(
                        it.id(),
                        it.state().text(),
                        it.outcome() == null ? "" : " (" + it.outcome() + ")"))
        .orElse("");
  }
}
