package dev.homelab.action;

import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The events of actions (RULES A1): {@code action_<state>} with {@code action_id, kind, hash, by,
 * way, outcome, output, note, triggers}; {@code proposal}, the whole text, where the log sees the
 * action first. Always {@code info} (S2).
 */
public final class ActionEvents {
  /** Of the output, what an event carries; the file holds more. */
  static final int MAX_OUTPUT = 4_096;

  /** The source of what a node's executor tells. */
  public static final String EXECUTOR = "executor";

  private ActionEvents() {}

  /**
   * Tells that an action is in its present state.
   *
   * @param whole whether the log has not seen the proposal yet
   */
  public static Event of(Action action, String source, boolean whole, Instant now) {
    return Event.of(
            action.subject().node(), source, "action_" + action.state().text(), Severity.INFO)
        .subject(action.subject())
        .message(message(action, source))
        .details(details(action, whole))
        .at(now);
  }

  /**
   * Tells that the file of an open action is gone: whoever took it away while nobody looked has
   * withdrawn the action. If it was started already, nobody knows what came of it.
   */
  public static Event lost(
      ActionId id, ActionKind kind, Subject subject, boolean started, String source, Instant now) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("action_id", id.text());
    details.put("kind", kind.text());
    details.put("by", Way.FILE.text());
    details.put("note", "its file was taken away");
    if (started) {
      details.put("outcome", Result.OUTCOME_UNKNOWN);
    }
    String type = started ? EventTypes.ACTION_FAILED : EventTypes.ACTION_CANCELLED;
    return Event.of(subject.node(), source, type, Severity.INFO)
        .subject(subject)
        .message(
            "%s of %s: its file was taken away"
                .formatted(kind.text(), subject.isNode() ? subject.node() : subject))
        .details(details)
        .at(now);
  }

  private static String message(Action action, String source) {
    String outcome = action.result().outcome();
    return "%s of %s: %s%s"
        .formatted(
            action.kind().text(),
            action.subject().isNode() ? action.subject().node() : action.subject(),
            isAccepted(action, source) ? "accepted by its node" : action.state().text(),
            outcome == null ? "" : " (" + outcome + ")");
  }

  /** Approved at the hub before; the hub's own log says so. */
  private static boolean isAccepted(Action action, String source) {
    return action.state() == ActionState.APPROVED
        && source.equals(EXECUTOR)
        && action.approval().filter(approval -> approval.way().isAtHub()).isPresent();
  }

  private static Map<String, Object> details(Action action, boolean whole) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("action_id", action.id().text());
    details.put("kind", action.kind().text());
    details.put("hash", action.hash());
    action.lastStep().ifPresent(step -> details.put("by", step.by()));
    if (action.state() == ActionState.APPROVED) {
      action.approval().ifPresent(approval -> details.put("way", approval.way().text()));
    }
    if (action.result().outcome() != null) {
      details.put("outcome", action.result().outcome());
    }
    if (action.result().output() != null) {
      details.put("output", Result.bounded(action.result().output(), MAX_OUTPUT));
    }
    action
        .lastStep()
        .filter(step -> !step.note().isEmpty())
        .ifPresent(step -> details.put("note", step.note()));
    if (!action.proposal().triggers().isEmpty()) {
      details.put(Proposal.TRIGGERS, action.proposal().triggers());
    }
    if (whole) {
      details.put("proposal", action.proposal().text());
    }
    return details;
  }
}
