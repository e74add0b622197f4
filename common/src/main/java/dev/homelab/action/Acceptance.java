package dev.homelab.action;

import dev.homelab.action.ActionDocument.ApprovalDocument;
import dev.homelab.action.ActionDocument.CancelDocument;
import dev.homelab.action.ActionDocument.RejectDocument;
import dev.homelab.event.NodeId;
import java.util.Optional;

/**
 * What a node does with a document (RULES A5 to A8), pure. A replayed document does nothing:
 *
 * <pre>
 * the node has                     approval                   cancellation           rejection at the site
 * ───────────────────────────────  ─────────────────────────  ─────────────────────  ─────────────────────
 * running or ended it              answer that state          answer that state      answer that state
 * {@code started} in the ledger    answer, never start        answer the state       answer the state
 * approved and accepted            answer approved            cancel it              reject it
 * approved, not in the ledger      accept: ledger only        cancel it              reject it
 * pending, or no file              accept: ledger, then file  note it as cancelled   note it as rejected
 * any of these, no time left       end it as expired          -                      -
 * </pre>
 *
 * On the root that hub and agent share, the hub makes and moves the files: without one in {@code
 * approved/} the node waits.
 */
public final class Acceptance {
  private Acceptance() {}

  /**
   * What the node knows of the id.
   *
   * @param stored the action's file, if there is one
   * @param entry the ledger's entry, if there is one
   * @param archivedAs the state under which it was archived, if it was
   */
  public record Known(
      Optional<Action> stored, Optional<Ledger.Entry> entry, Optional<ActionState> archivedAs) {}

  /** What the node is to do. */
  public sealed interface Decision {
    /** Nothing but naming the state in the next poll. */
    record Answer(ActionState state) implements Decision {}

    /** The line {@code accepted}, and then the file, where it is not there. */
    record Accept(boolean writeFile) implements Decision {}

    /** The action ends without running. */
    record End(ActionState as) implements Decision {}

    /** Nothing, and it is said why. */
    record Ignore(String why) implements Decision {}
  }

  public static Decision decide(
      ActionDocument document, Known known, NodeId self, boolean sharedRoot) {
    if (!document.proposal().subject().node().equals(self)) {
      return new Decision.Ignore("it is for " + document.proposal().subject().node());
    }
    Optional<Decision> past = past(known);
    if (past.isPresent()) {
      return past.get();
    }
    return switch (document) {
      case ApprovalDocument approval -> approve(approval, known, sharedRoot);
      case CancelDocument cancel -> cancel(cancel, known, sharedRoot);
      case RejectDocument _ ->
          sharedRoot
              ? new Decision.Ignore("it is decided at the hub")
              : new Decision.End(ActionState.REJECTED);
    };
  }

  private static Optional<Decision> past(Known known) {
    Optional<ActionState> state = known.stored().map(Action::state).or(known::archivedAs);
    if (state.isPresent() && (state.get().isEnded() || state.get() == ActionState.RUNNING)) {
      return Optional.of(new Decision.Answer(state.get()));
    }
    boolean started = known.entry().map(Ledger.Entry::started).orElse(false);
    return started ? Optional.of(new Decision.Answer(ActionState.FAILED)) : Optional.empty();
  }

  private static Decision cancel(CancelDocument cancel, Known known, boolean sharedRoot) {
    if (sharedRoot && known.stored().isEmpty()) {
      return new Decision.Ignore("its file is not there");
    }
    boolean approvedHere =
        known.stored().filter(action -> action.state() == ActionState.APPROVED).isPresent();
    return approvedHere && cancel.as() != ActionState.CANCELLED
        ? new Decision.Answer(ActionState.APPROVED)
        : new Decision.End(cancel.as());
  }

  private static Decision approve(ApprovalDocument approval, Known known, boolean sharedRoot) {
    if (!approval.proposal().kind().runs()) {
      return new Decision.Ignore("an alert_only never runs");
    }
    Optional<Action> approved =
        known.stored().filter(action -> action.state() == ActionState.APPROVED);
    String hash = approval.proposal().hash();
    if (approved.isEmpty() && sharedRoot) {
      return new Decision.Ignore("its file is not approved yet");
    }
    boolean same = approved.map(action -> action.hash().equals(hash)).orElse(false);
    if (approved.isPresent() && acceptedAs(known, approved.get().hash())) {
      return new Decision.Answer(ActionState.APPROVED);
    }
    if (approved.isPresent() && !same && (sharedRoot || !acceptedAs(known, hash))) {
      return new Decision.Ignore("another proposal stands in approved/ under this id");
    }
    if (!approval.left().isPositive()) {
      return new Decision.End(ActionState.FAILED);
    }
    return new Decision.Accept(!same);
  }

  private static boolean acceptedAs(Known known, String hash) {
    return known.entry().filter(entry -> entry.hash().equals(hash)).isPresent();
  }
}
