package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Approval;
import dev.homelab.action.Command;
import dev.homelab.action.Ledger;
import dev.homelab.action.Lifecycle;
import dev.homelab.action.Proposal;
import dev.homelab.action.Verdict;
import dev.homelab.action.Way;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is decided on the node itself: its own alerts and proposals, and what a person does with
 * them on its dashboard (RULES A7, N2). Not on the root that the hub shares.
 */
public final class LocalHand {
  private final NodeActions node;

  public LocalHand(NodeActions node) {
    this.node = node;
  }

  /** Writes a pending action; the answer says where the id stands already, if it does. */
  public Creation propose(Proposal proposal, String by) throws IOException {
    Proposal clean = proposal.redacted(node.settings.redact());
    Creation creation = node.store.create(Action.pending(clean, by, node.settings.clocks().now()));
    if (creation instanceof Creation.Created(Action action)) {
      node.moved(action, true);
    }
    return creation;
  }

  /**
   * Approves with the local credential, which was checked before. An {@code alert_only} makes what
   * it stands for an approved action. Empty where there is no such action.
   */
  public Optional<Verdict> approve(ActionId id, String hash, String by) throws IOException {
    Optional<Action> present = node.store.read(id);
    if (present.isEmpty()) {
      return Optional.empty();
    }
    Action action = present.get();
    if (!node.ownsFolders() || !node.isOwn(action)) {
      return refused(action, "it is approved at the hub");
    }
    if (!action.hash().equals(hash)) {
      return refused(action, "it has changed since it was shown");
    }
    return action.kind().runs() ? approveOwn(action, by) : standIn(action, Way.LOCAL, by);
  }

  private Optional<Verdict> approveOwn(Action action, String by) throws IOException {
    if (!node.settings.rules().allows(action.kind(), Way.LOCAL)) {
      return refused(action, "a %s can't be approved here".formatted(action.kind().text()));
    }
    Duration validity = node.settings.rules().validity(action.proposal());
    Command approve = new Command.Approve(action.hash(), by, Way.LOCAL, validity, "");
    Verdict foreseen = Lifecycle.next(action, approve, node.settings.clocks().now());
    if (foreseen instanceof Verdict.Moved(Action next)) {
      node.accept(next, Way.LOCAL.text(), by, validity);
      return node.command(action.id(), approve);
    }
    return Optional.of(foreseen);
  }

  /** Makes the action that a pending alert stands for, directly approved (RULES N2). */
  Optional<Verdict> standIn(Action alert, Way way, String by) throws IOException {
    Optional<Proposal> stood = alert.proposal().standsFor();
    if (stood.isEmpty() || alert.state().isEnded()) {
      return refused(alert, "there is nothing to approve");
    }
    if (!node.settings.rules().allows(stood.get().kind(), way)) {
      return refused(alert, "a %s can't be approved here".formatted(stood.get().kind().text()));
    }
    Optional<ActionState> there = known(stood.get().id());
    if (there.isPresent()) {
      return refused(alert, "%s is %s already".formatted(stood.get().id(), there.get().text()));
    }
    Action approved = approved(stood.get(), alert, way, by);
    node.accept(approved, way.text(), by, node.settings.rules().validity(approved.proposal()));
    if (node.store.create(approved) instanceof Creation.Exists(ActionState state)) {
      return refused(alert, "it is %s already".formatted(state.text()));
    }
    node.moved(approved, true);
    node.command(alert.id(), new Command.Told());
    return Optional.of(new Verdict.Moved(approved));
  }

  /** In a folder or in the archive; of one whose file is gone the ledger knows whether it ran. */
  private Optional<ActionState> known(ActionId id) throws IOException {
    Optional<ActionState> there = node.store.locate(id);
    boolean ran = node.ledger.find(id).filter(Ledger.Entry::started).isPresent();
    return there.isEmpty() && ran ? Optional.of(ActionState.FAILED) : there;
  }

  private Action approved(Proposal proposal, Action alert, Way way, String by) {
    Instant now = node.settings.clocks().now();
    Duration validity = node.settings.rules().validity(proposal);
    return Action.begun(proposal, ActionState.APPROVED, by, "stood for by " + alert.id(), now)
        .withApproval(new Approval(proposal.hash(), way, by, now, validity));
  }

  /**
   * Rejects, cancels, tells or hands over an action of this node, or an alert that it raised. Who
   * rejects an alert rejects what it stands for: that ends, too, as if the hub had proposed it.
   * What an alert about another node stands for ends there.
   */
  public Optional<Verdict> command(ActionId id, Command command) throws IOException {
    Optional<Action> present = node.store.read(id);
    if (present.isPresent() && !(node.ownsFolders() && isDecidedHere(present.get()))) {
      return refused(present.get(), "it is decided at the hub");
    }
    if (present.isPresent() && command instanceof Command.Reject reject) {
      rejectStoodFor(present.get(), reject);
    }
    return node.command(id, command);
  }

  private boolean isDecidedHere(Action action) {
    return node.isOwn(action) || action.id().isAlone();
  }

  /** First, so that no crash leaves what was rejected free to be proposed again. */
  void rejectStoodFor(Action alert, Command.Reject reject) throws IOException {
    Optional<Proposal> stood = alert.proposal().standsFor();
    if (stood.isEmpty() || alert.state() != ActionState.PENDING || !node.isOwn(alert)) {
      return;
    }
    Action rejected =
        Action.begun(
            stood.get(),
            ActionState.REJECTED,
            reject.by(),
            reject.reason(),
            node.settings.clocks().now());
    if (node.store.create(rejected) instanceof Creation.Created(Action action)) {
      node.moved(action, true);
    }
  }

  private static Optional<Verdict> refused(Action action, String why) {
    return Optional.of(new Verdict.Refused(action, why));
  }
}
