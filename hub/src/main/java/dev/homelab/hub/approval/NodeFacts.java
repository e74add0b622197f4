package dev.homelab.hub.approval;

import dev.homelab.action.Action;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionState;
import dev.homelab.action.Result;
import dev.homelab.action.Transition;
import java.util.Optional;

/**
 * What a node's log or poll says about an action, against what the hub has (RULES A5), pure. The
 * node's facts win, and both stand in the history:
 *
 * <pre>
 * the hub has it as         the node's fact           then
 * ────────────────────────  ────────────────────────  ──────────────────────────────
 * less far                  any                       the node's state
 * the same state            with output               the output is added
 * ended, by another         from approved on          the node's state
 * ended, as a poll named    ended, from the log       the log's state
 * anything else             any                       nothing: it is old
 * </pre>
 */
final class NodeFacts {
  /** The note of a state that a poll named before the log told it. */
  static final String REPORTED = "named in a poll";

  private NodeFacts() {}

  /** The action after the fact; empty where the fact says nothing new. */
  static Optional<Action> merge(Action present, ActionFact fact, String note) {
    if (present.state() == fact.state()) {
      return sameState(present, fact);
    }
    return wins(present, fact) ? Optional.of(moved(present, fact, note)) : Optional.empty();
  }

  private static Optional<Action> sameState(Action present, ActionFact fact) {
    boolean adds = !fact.result().equals(Result.NONE) && !fact.result().equals(present.result());
    return adds && isNodes(present, fact)
        ? Optional.of(present.withResult(fact.result()))
        : Optional.empty();
  }

  private static boolean isNodes(Action present, ActionFact fact) {
    return present.lastStep().map(step -> fact.log().name().equals(step.where())).orElse(true);
  }

  private static boolean wins(Action present, ActionFact fact) {
    if (fact.state().isBeyond(present.state())) {
      return true;
    }
    if (!present.state().isEnded() || fact.state() == ActionState.PENDING || isOld(present, fact)) {
      return false;
    }
    Optional<Transition> last = present.lastStep();
    boolean byAnother = last.isEmpty() || !fact.log().name().equals(last.get().where());
    boolean byPoll = last.isPresent() && last.get().note().equals(REPORTED);
    return byAnother || (byPoll && fact.state().isEnded());
  }

  /** A log that is read again. */
  private static boolean isOld(Action present, ActionFact fact) {
    return present.history().stream()
        .anyMatch(step -> step.to() == fact.state() && fact.log().name().equals(step.where()));
  }

  private static Action moved(Action present, ActionFact fact, String note) {
    Action next =
        present.moved(
            new Transition(
                present.state(), fact.state(), fact.at(), fact.by(), note, fact.log().name()));
    return fact.result().equals(Result.NONE) ? next : next.withResult(fact.result());
  }
}
