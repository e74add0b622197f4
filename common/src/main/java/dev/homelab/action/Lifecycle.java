package dev.homelab.action;

import static dev.homelab.action.ActionState.APPROVED;
import static dev.homelab.action.ActionState.CANCELLED;
import static dev.homelab.action.ActionState.COMPLETED;
import static dev.homelab.action.ActionState.FAILED;
import static dev.homelab.action.ActionState.PENDING;
import static dev.homelab.action.ActionState.REJECTED;
import static dev.homelab.action.ActionState.RUNNING;

import dev.homelab.action.Verdict.Moved;
import dev.homelab.action.Verdict.Refused;
import dev.homelab.action.Verdict.Same;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of an action (RULES A2), pure:
 *
 * <pre>
 * command        pending                     approved                        running    ended
 * ─────────────  ──────────────────────────  ──────────────────────────────  ─────────  ─────────
 * Approve        approved, with that hash    same, with that hash            same hash  refused
 * Reject         rejected                    refused                         refused    same or refused
 * Cancel         cancelled                   cancelled, by a person          refused    same or refused
 * Start          refused                     running                         refused    refused
 * NotNeeded      refused                     completed (not_needed)          refused    refused
 * Expire         refused                     failed (approval_expired)       refused    refused
 * Complete       refused                     refused                         completed  same or refused
 * Fail           refused                     failed                          failed     same or refused
 * Told           completed, an alert_only    refused                         refused    same or refused
 * TakenOver      completed (taken over)      refused                         refused    same or refused
 * </pre>
 *
 * An {@code alert_only} is never approved itself: what it stands for is (RULES N2). {@code Fail}
 * takes an approved action where its claim could not be made.
 */
public final class Lifecycle {
  private Lifecycle() {}

  public static Verdict next(Action action, Command command, Instant now) {
    return switch (command) {
      case Command.Approve approve -> approve(action, approve, now);
      case Command.Reject(String by, String reason) ->
          action.state() == PENDING
              ? new Moved(action.moved(REJECTED, now, by, reason))
              : already(action, REJECTED, "rejected");
      case Command.Cancel(String by, String reason) -> cancel(action, by, reason, now);
      case Command.Start() -> start(action, now);
      case Command.NotNeeded(String observed) ->
          action.state() == APPROVED
              ? ended(action, COMPLETED, new Result(Result.NOT_NEEDED, observed), now)
              : refused(action, "ended as not needed");
      case Command.Expire() ->
          action.state() == APPROVED
              ? ended(action, FAILED, new Result(Result.APPROVAL_EXPIRED, null), now)
              : refused(action, "expired");
      case Command.Complete(Result result) ->
          action.state() == RUNNING
              ? ended(action, COMPLETED, result, now)
              : already(action, COMPLETED, "completed");
      case Command.Fail(Result result) ->
          action.state() == RUNNING || action.state() == APPROVED
              ? ended(action, FAILED, result, now)
              : already(action, FAILED, "failed");
      case Command.Told() -> told(action, null, now);
      case Command.TakenOver() -> told(action, Result.TAKEN_OVER, now);
    };
  }

  private static Verdict approve(Action action, Command.Approve approve, Instant now) {
    if (!action.hash().equals(approve.hash())) {
      return new Refused(action, "it has changed since it was shown");
    }
    if (!action.kind().runs()) {
      return new Refused(action, "an alert_only has nothing to approve");
    }
    return switch (action.state()) {
      case PENDING ->
          new Moved(
              action
                  .moved(APPROVED, now, approve.by(), approve.note())
                  .withApproval(
                      new Approval(
                          approve.hash(), approve.way(), approve.by(), now, approve.validFor())));
      case APPROVED, RUNNING -> new Same(action);
      case REJECTED, CANCELLED, COMPLETED, FAILED -> refused(action, "approved");
    };
  }

  private static Verdict cancel(Action action, String by, String reason, Instant now) {
    boolean may =
        action.state() == PENDING || (action.state() == APPROVED && !by.equals(Transition.SYSTEM));
    if (may) {
      return new Moved(action.moved(CANCELLED, now, by, reason));
    }
    return action.state() == APPROVED
        ? new Refused(action, "what a person has approved is theirs")
        : already(action, CANCELLED, "cancelled");
  }

  private static Verdict start(Action action, Instant now) {
    return action.state() == APPROVED && action.kind().runs()
        ? new Moved(action.moved(RUNNING, now, Transition.SYSTEM, ""))
        : refused(action, "started");
  }

  private static Verdict told(Action action, @Nullable String outcome, Instant now) {
    if (action.kind() != ActionKind.ALERT_ONLY) {
      return new Refused(action, "only an alert_only ends by being told");
    }
    return action.state() == PENDING
        ? ended(action, COMPLETED, new Result(outcome, null), now)
        : already(action, COMPLETED, "completed");
  }

  private static Verdict ended(Action action, ActionState end, Result result, Instant now) {
    String note = result.outcome() == null ? "" : result.outcome();
    return new Moved(action.moved(end, now, Transition.SYSTEM, note).withResult(result));
  }

  private static Verdict already(Action action, ActionState wanted, String participle) {
    return action.state() == wanted ? new Same(action) : refused(action, participle);
  }

  private static Refused refused(Action action, String participle) {
    return new Refused(
        action, "it is %s and can't be %s".formatted(action.state().text(), participle));
  }
}
