package dev.homelab.hub.approval;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionDocument.ApprovalDocument;
import dev.homelab.action.ActionDocument.CancelDocument;
import dev.homelab.action.ActionDocument.RejectDocument;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Approval;
import dev.homelab.action.Result;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Hands approvals to nodes, again on every poll until the node names them (RULES A5). */
public final class Deliveries {
  /** Of 16 KiB each at most; an answer holds 1 MiB. What is left comes with the next poll. */
  private static final int MAX_DOCUMENTS = 20;

  private final HubActions hub;
  private final Facts facts;

  public Deliveries(HubActions hub, Facts facts) {
    this.hub = hub;
    this.facts = facts;
  }

  /** The documents for a node's poll. That they may be delivered is durable when it returns. */
  public List<ActionDocument> documentsFor(NodeId node) throws IOException {
    List<Action> waiting = waiting(node).stream().limit(MAX_DOCUMENTS).toList();
    List<ActionId> unmarked =
        waiting.stream().map(Action::id).filter(id -> !hub.journal.of(id).offered()).toList();
    if (!unmarked.isEmpty()) {
      hub.journal.offered(unmarked);
      waiting.forEach(hub::seen);
    }
    List<ActionDocument> documents = new ArrayList<>();
    for (Action action : waiting) {
      document(action).ifPresent(documents::add);
    }
    return documents;
  }

  /** What waits for a node, in a few words: another text means that there is something new. */
  public String fingerprint(NodeId node) {
    StringBuilder text = new StringBuilder();
    for (Action action : waiting(node)) {
      boolean withdrawn = hub.journal.of(action.id()).withdrawal().isPresent();
      text.append(action.id()).append(withdrawn ? "-" : "+");
    }
    return text.toString();
  }

  private List<Action> waiting(NodeId node) {
    Stream<Action> approved =
        hub.openOf(node).stream()
            .filter(action -> action.state() != ActionState.PENDING)
            .filter(this::isUnanswered);
    return Stream.concat(approved, hub.closingOf(node).stream()).toList();
  }

  /**
   * What the node has accepted it ends itself. Where it is still open when its time is over, it is
   * delivered once more: the node names how far it is, or ends what it has lost. After a start the
   * hub's clock may not be believed yet: then it can't say what is left, and delivers nothing.
   */
  private boolean isUnanswered(Action action) {
    Delivery delivery = hub.journal.of(action.id());
    if (delivery.withdrawal().isPresent()) {
      return true;
    }
    return switch (hub.validityNow(action)) {
      case VALID -> action.state() == ActionState.APPROVED && !delivery.accepted();
      case EXPIRED -> action.approval().isPresent();
      case WAIT -> false;
    };
  }

  private Optional<ActionDocument> document(Action action) {
    if (action.state().isEnded()) {
      return action
          .lastStep()
          .map(
              step ->
                  new CancelDocument(action.proposal(), step.by(), step.note(), action.state()));
    }
    Optional<Delivery.Withdrawal> withdrawal = hub.journal.of(action.id()).withdrawal();
    if (withdrawal.isPresent()) {
      return Optional.of(askingBack(action, withdrawal.get()));
    }
    Duration left = hub.validity(action).left(hub.settings.clocks().reading());
    return action.approval().map(approval -> approval(action, approval, left));
  }

  private static ActionDocument askingBack(Action action, Delivery.Withdrawal it) {
    return it.onSite()
        ? new RejectDocument(action.proposal(), it.by(), it.reason())
        : new CancelDocument(action.proposal(), it.by(), it.reason(), ActionState.CANCELLED);
  }

  private static ActionDocument approval(Action action, Approval approval, Duration left) {
    return new ApprovalDocument(action.proposal(), approval.way(), approval.by(), left);
  }

  /**
   * A node has named these in its poll: it has accepted or ended them. A state that only the node
   * can give is taken over until its log tells more.
   */
  public void reported(NodeId node, Map<ActionId, ActionState> states) throws IOException {
    for (Action closed : hub.closingOf(node)) {
      if (states.getOrDefault(closed.id(), ActionState.PENDING) != ActionState.PENDING) {
        hub.journal.accepted(closed.id());
        hub.closed(closed.id());
      }
    }
    for (Map.Entry<ActionId, ActionState> report : states.entrySet()) {
      Optional<Action> known =
          hub.openOf(node).stream()
              .filter(action -> action.id().equals(report.getKey()))
              .findFirst();
      if (known.isPresent() && report.getValue() != ActionState.PENDING) {
        accepted(report.getKey());
        facts.apply(
            new ActionFact(
                report.getKey(),
                report.getValue(),
                node,
                hub.now(),
                "system",
                null,
                Result.NONE,
                Optional.empty()),
            NodeFacts.REPORTED);
      }
    }
  }

  private void accepted(ActionId id) throws IOException {
    if (!hub.journal.of(id).accepted()) {
      hub.journal.accepted(id);
      hub.store.read(id).ifPresent(hub::seen);
    }
  }
}
