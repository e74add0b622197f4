package dev.homelab.edge.executor;

import dev.homelab.action.Acceptance;
import dev.homelab.action.Acceptance.Decision;
import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionDocument.ApprovalDocument;
import dev.homelab.action.ActionDocument.CancelDocument;
import dev.homelab.action.ActionDocument.RejectDocument;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Approval;
import dev.homelab.action.Ledger;
import dev.homelab.action.Result;
import dev.homelab.action.Way;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Takes what the hub's signed answers bring (RULES A5, A7). */
public final class Intake {
  private final NodeActions node;
  private final HandMoves hands;

  public Intake(NodeActions node, HandMoves hands) {
    this.node = node;
    this.hands = hands;
  }

  /**
   * Follows a document whose signature and nonce were checked. What it accepts is durable, first in
   * the ledger, when it returns.
   */
  public void take(ActionDocument document) throws IOException {
    hands.look();
    ActionId id = document.id();
    Optional<Action> stored = node.store.read(id);
    Optional<Ledger.Entry> entry = node.ledger.find(id);
    Optional<ActionState> archived =
        stored.isPresent() ? Optional.empty() : node.store.archivedAs(id);
    Decision decision =
        Acceptance.decide(
            document,
            new Acceptance.Known(stored, entry, archived),
            node.settings.self(),
            !node.ownsFolders());
    switch (decision) {
      case Decision.Answer(ActionState state) -> node.report(id, state);
      case Decision.Accept(boolean writeFile) ->
          accept((ApprovalDocument) document, stored, writeFile);
      case Decision.End(ActionState as) -> end(document, stored, as);
      case Decision.Ignore(String why) -> node.ignore(id, why);
    }
  }

  private void accept(ApprovalDocument document, Optional<Action> stored, boolean writeFile)
      throws IOException {
    Action approved = approved(document, stored);
    node.accept(approved, document.way().text(), document.by(), document.left());
    if (!writeFile) {
      node.report(document.id(), ActionState.APPROVED);
    } else if (node.store.place(approved)) {
      // What was approved at the gateway the hub has never seen (RULES A1).
      node.moved(approved, document.way() == Way.LOCAL);
    }
  }

  private Action approved(ApprovalDocument document, Optional<Action> stored) {
    Instant now = node.settings.clocks().now();
    Duration left = document.left();
    return begin(document, stored, ActionState.APPROVED, "")
        .withApproval(
            new Approval(document.proposal().hash(), document.way(), document.by(), now, left));
  }

  private void end(ActionDocument document, Optional<Action> stored, ActionState as)
      throws IOException {
    String note =
        switch (document) {
          case ApprovalDocument _ -> Result.APPROVAL_EXPIRED;
          case CancelDocument cancel -> cancel.reason();
          case RejectDocument reject -> node.settings.redact().apply(reject.reason());
        };
    Action ended = begin(document, stored, as, note);
    if (as == ActionState.FAILED) {
      ended = ended.withResult(new Result(Result.APPROVAL_EXPIRED, null));
    }
    if (node.store.place(ended)) {
      node.report(document.id(), as);
      // What was rejected at the gateway this log has perhaps never seen (RULES A1).
      node.moved(ended, document instanceof RejectDocument && stored.isEmpty());
    }
  }

  /** The document's proposal in a state, with the history of the same proposal if it is here. */
  private Action begin(
      ActionDocument document, Optional<Action> stored, ActionState state, String note) {
    Instant now = node.settings.clocks().now();
    return stored
        .filter(action -> action.hash().equals(document.proposal().hash()))
        .map(action -> action.moved(state, now, document.by(), note))
        .orElseGet(() -> Action.begun(document.proposal(), state, document.by(), note, now));
  }
}
