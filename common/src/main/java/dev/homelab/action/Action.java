package dev.homelab.action;

import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A proposal and what became of it, as its file says.
 *
 * @param extra members of the file that we do not know; kept
 */
public record Action(
    Proposal proposal,
    ActionState state,
    Instant updated,
    List<Transition> history,
    Optional<Approval> approval,
    Result result,
    Map<String, Object> extra) {

  public Action {
    history = List.copyOf(history);
    extra = Values.freeze(extra);
  }

  /** A new action, pending. */
  public static Action pending(Proposal proposal, String by, Instant now) {
    return begun(proposal, ActionState.PENDING, by, "", now);
  }

  /** An action that is first seen in this state. */
  public static Action begun(
      Proposal proposal, ActionState state, String by, String note, Instant now) {
    return new Action(
        proposal,
        state,
        now,
        List.of(new Transition(null, state, now, by, note, null)),
        Optional.empty(),
        Result.NONE,
        Map.of());
  }

  public ActionId id() {
    return proposal.id();
  }

  public ActionKind kind() {
    return proposal.kind();
  }

  public Subject subject() {
    return proposal.subject();
  }

  public String hash() {
    return proposal.hash();
  }

  /** One step further, whatever the state machine says: for repairs and for a node's facts. */
  public Action moved(ActionState to, Instant now, String by, String note) {
    return moved(new Transition(state, to, now, by, note, null));
  }

  public Action moved(Transition step) {
    List<Transition> longer = new ArrayList<>(history);
    longer.add(step);
    return new Action(proposal, step.to(), step.at(), longer, approval, result, extra);
  }

  public Action withState(ActionState folder) {
    return new Action(proposal, folder, updated, history, approval, result, extra);
  }

  Action withProposal(Proposal other) {
    return new Action(other, state, updated, history, approval, result, extra);
  }

  public Action withApproval(Approval given) {
    return new Action(proposal, state, updated, history, Optional.of(given), result, extra);
  }

  public Action withResult(Result end) {
    return new Action(proposal, state, updated, history, approval, end, extra);
  }

  public Action withExtra(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(extra);
    more.put(key, value);
    return new Action(proposal, state, updated, history, approval, result, more);
  }

  /** The last step of the history that led to the present state, if it is written there. */
  public Optional<Transition> lastStep() {
    return history.isEmpty() || history.getLast().to() != state
        ? Optional.empty()
        : Optional.of(history.getLast());
  }
}
