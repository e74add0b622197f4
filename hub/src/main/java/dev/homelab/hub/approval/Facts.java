package dev.homelab.hub.approval;

import dev.homelab.action.Action;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Proposal;
import dev.homelab.action.Transition;
import dev.homelab.action.Verdict;
import dev.homelab.world.ActionFacts;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes over what the nodes' logs say of actions (RULES A1, A5). Reading a log again changes
 * nothing.
 */
public final class Facts {
  /** The member that says in whose log an action was first seen, where that is not its node's. */
  static final String ORIGIN = "origin";

  /** What a full disk may hold back; a start takes the states of the rest from the logs again. */
  private static final int MAX_OWED = 10_000;

  private final HubActions hub;
  private final Deque<ActionFact> owed = new ArrayDeque<>();

  public Facts(HubActions hub) {
    this.hub = hub;
  }

  /**
   * A transition that a node's log tells, after those that are owed. Where the disk fails it is
   * owed from then on, and told again by {@link #settle}.
   */
  public void apply(ActionFact fact) throws IOException {
    if (owed.size() == MAX_OWED) {
      owed.removeFirst();
    }
    owed.addLast(fact);
    settle();
  }

  /** Takes over what a disk that failed kept from being taken over. */
  public void settle() throws IOException {
    while (!owed.isEmpty()) {
      ActionFact next = owed.removeFirst();
      try {
        apply(next, "");
      } catch (IOException failed) {
        owed.addFirst(next);
        throw failed;
      }
    }
  }

  void apply(ActionFact fact, String note) throws IOException {
    Optional<Action> present = hub.store.read(fact.id());
    if (present.isEmpty()) {
      adopt(fact);
    } else if (speaksFor(fact, present.get())) {
      accept(fact);
      merge(fact, note);
    } else if (isRejectionOnSite(fact, present.get())) {
      rejectedOnSite(fact, present.get(), note);
    }
  }

  /**
   * A person at the site's gateway rejected it while the hub could not be asked; of its members'
   * actions that is all that a gateway's log decides.
   */
  private boolean isRejectionOnSite(ActionFact fact, Action action) {
    return fact.state() == ActionState.REJECTED
        && !hub.isOfThisRoot(action)
        && hub.settings.gatewayOf().apply(action.subject().node()).equals(Optional.of(fact.log()));
  }

  /** What its node may have of it, its node ends (RULES A5). */
  private void rejectedOnSite(ActionFact fact, Action action, String note) throws IOException {
    if (action.state() == ActionState.PENDING
        || (action.state() == ActionState.APPROVED && hub.isOurs(action))) {
      merge(fact, note);
    } else if (action.state() == ActionState.APPROVED) {
      hub.askBack(
          action,
          new Delivery.Withdrawal(fact.by() + "@" + fact.log(), "rejected on the site", true));
    }
  }

  /** On this root the files tell it; elsewhere the node's own log, or the log where it began. */
  private boolean speaksFor(ActionFact fact, Action action) {
    return !hub.isOfThisRoot(action)
        && (fact.log().equals(action.subject().node())
            || fact.log().name().equals(action.extra().get(ORIGIN)));
  }

  private void accept(ActionFact fact) throws IOException {
    if (fact.state() != ActionState.PENDING && !hub.journal.of(fact.id()).accepted()) {
      hub.journal.accepted(fact.id());
    }
  }

  private void merge(ActionFact fact, String note) throws IOException {
    Optional<Verdict> verdict =
        hub.store.change(
            fact.id(),
            action ->
                NodeFacts.merge(action, fact, note)
                    .map(next -> (Verdict) new Verdict.Moved(next))
                    .orElseGet(() -> new Verdict.Same(action)));
    if (verdict.isPresent() && verdict.get() instanceof Verdict.Moved(Action next)) {
      hub.seen(next);
    }
  }

  /** Its file was taken away, and the log says so: an older line does not bring it back. */
  private boolean isOver(ActionId id) {
    ActionFacts told = hub.settings.told().get().get(id);
    return told != null && told.ended();
  }

  /** Makes the file of an action that was written elsewhere. */
  private void adopt(ActionFact fact) throws IOException {
    boolean begins = fact.state() == ActionState.PENDING || fact.state() == ActionState.APPROVED;
    if (!begins
        || isOver(fact.id())
        || fact.proposal().isEmpty()
        || fact.log().equals(hub.settings.self())) {
      return;
    }
    Proposal proposal = fact.proposal().get();
    boolean fit = proposal.id().equals(fact.id()) && proposal.isClean(hub.settings.redact());
    if (!fit || hub.settings.complaint().apply(proposal).isPresent()) {
      return;
    }
    Action begun =
        new Action(
                proposal,
                fact.state(),
                fact.at(),
                List.of(
                    new Transition(
                        null, fact.state(), fact.at(), fact.by(), "", fact.log().name())),
                Optional.empty(),
                fact.result(),
                Map.of())
            .withExtra(ORIGIN, fact.log().name());
    if (fact.state() == ActionState.APPROVED) {
      hub.journal.accepted(fact.id());
    }
    if (hub.store.create(begun) instanceof Creation.Created(Action action)) {
      hub.seen(action);
    }
  }
}
