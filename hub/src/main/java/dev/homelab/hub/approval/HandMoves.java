package dev.homelab.hub.approval;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Approval;
import dev.homelab.action.Command;
import dev.homelab.action.Lifecycle;
import dev.homelab.action.Placement;
import dev.homelab.action.Sighting;
import dev.homelab.action.Transition;
import dev.homelab.action.Verdict;
import dev.homelab.action.Way;
import dev.homelab.hub.approval.Delivery.Intent;
import dev.homelab.hub.approval.Delivery.Withdrawal;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What people, tools and the agent of this root did in the folders, and what a crash left there
 * (RULES A1, A3, A6). A move to {@code approved/} is an approval by {@code file}, where that is
 * allowed.
 */
public final class HandMoves {
  private static final String FILE = "file";

  private final HubActions hub;
  private boolean first = true;

  public HandMoves(HubActions hub) {
    this.hub = hub;
  }

  /** Looks if anything may have changed. The first call takes stock of everything. */
  public void look() throws IOException {
    if (!first && !hub.store.mayHaveChanged()) {
      return;
    }
    Stock stock = new Stock();
    hub.store.scan(sighting -> take(sighting, stock));
    if (first) {
      first = false;
      hub.journal.keepOnly(stock.needed::contains, stock.undecided::contains);
    }
  }

  /** What stands in the folders and is not over. */
  private static final class Stock {
    final Set<ActionId> needed = new HashSet<>();
    final Set<ActionId> undecided = new HashSet<>();

    void count(Action action) {
      if (action.state().isOpen() || action.extra().containsKey(Facts.ORIGIN)) {
        needed.add(action.id());
      }
      if (action.state() == ActionState.PENDING) {
        undecided.add(action.id());
      }
    }
  }

  private void take(Sighting sighting, Stock stock) throws IOException {
    switch (sighting) {
      case Sighting.Found found -> {
        stock.count(found.action());
        Optional<String> complaint = found.complaint(hub.settings.redact());
        if (complaint.isPresent()) {
          hub.store.setAside(found.id(), found.action().state(), complaint.get());
        } else {
          found(found.redacted(hub.settings.redact()));
        }
      }
      case Sighting.Gone(ActionId id, ActionState _) -> gone(id, "its file was deleted");
      case Sighting.SetAside(ActionId id, ActionState _, String _) ->
          gone(id, "its file was set aside");
    }
  }

  private void found(Sighting.Found found) throws IOException {
    Action action = found.action();
    boolean theAgents = hub.isOfThisRoot(action) && action.state() != ActionState.PENDING;
    Placement placement = Placement.of(found.inside(), action.state());
    if (theAgents && agentHasIt(action, placement)) {
      hub.seen(action);
      return;
    }
    switch (placement) {
      case SETTLED -> settled(found);
      case APPROVED -> approved(action);
      case REJECTED -> step(found, new Command.Reject(FILE, "moved by hand"));
      case WITHDRAWN -> step(found, new Command.Cancel(FILE, "moved by hand"));
      case AHEAD -> ahead(found);
      case BACK -> putBack(action, found.inside().orElseThrow());
    }
  }

  /** On this root, running and ended files are the agent's, and an approval of ours is settled. */
  private boolean agentHasIt(Action action, Placement placement) {
    return switch (action.state()) {
      case RUNNING, COMPLETED, FAILED -> true;
      case APPROVED -> placement == Placement.SETTLED && hub.isVouchedFor(action);
      case PENDING, REJECTED, CANCELLED -> false;
    };
  }

  private void settled(Sighting.Found found) throws IOException {
    Action action = found.action();
    if (action.state() == ActionState.PENDING && found.before().isEmpty()) {
      begun(found);
    } else if (action.state() == ActionState.APPROVED && !hub.isVouchedFor(action)) {
      approved(action);
    } else {
      hub.seen(action);
    }
  }

  /** A new file in {@code pending/}, or one that was there when the hub started. */
  private void begun(Sighting.Found found) throws IOException {
    Action action = found.action();
    Optional<String> complaint = hub.settings.complaint().apply(action.proposal());
    if (complaint.isPresent()) {
      hub.store.setAside(action.id(), action.state(), complaint.get());
      return;
    }
    if (!found.sealed()) {
      rewrite(action);
    }
    if (first) {
      hub.seen(action);
    } else {
      hub.changed(action, true);
    }
  }

  /** By a person whose move the journal knows, and whom a crash interrupted; else by a hand. */
  private void approved(Action action) throws IOException {
    Optional<Intent> begun =
        hub.journal.of(action.id()).intent().filter(it -> it.hash().equals(action.hash()));
    Intent intent =
        begun.orElseGet(
            () ->
                new Intent(
                    Way.FILE,
                    FILE,
                    action.hash(),
                    hub.settings.rules().validity(action.proposal())));
    boolean known = hub.settings.complaint().apply(action.proposal()).isEmpty();
    boolean allowed = hub.settings.rules().allows(action.kind(), intent.way());
    if (!known || !action.kind().runs() || !allowed) {
      putBack(action, ActionState.PENDING);
      return;
    }
    if (begun.isEmpty()) {
      hub.journal.approving(action.id(), intent);
    }
    Action approved =
        action
            .withState(ActionState.PENDING)
            .moved(
                ActionState.APPROVED,
                hub.now(),
                intent.by(),
                begun.isEmpty() ? "moved by hand" : "")
            .withApproval(
                new Approval(
                    action.hash(), intent.way(), intent.by(), hub.now(), intent.validFor()));
    rewrite(approved);
    hub.given(action.id(), intent.validFor());
    hub.changed(approved, true);
  }

  /** The hand's move, told as the step of the state machine that it stands for. */
  private void step(Sighting.Found found, Command command) throws IOException {
    ActionState inside = found.inside().orElse(ActionState.PENDING);
    if (inside == ActionState.APPROVED && !hub.isOurs(found.action())) {
      // Who asked first is heard: a site's rejection is not made a cancellation.
      if (hub.journal.of(found.id()).withdrawal().isEmpty()) {
        hub.journal.withdrawn(found.id(), new Withdrawal(FILE, "moved by hand", false));
      }
      putBack(found.action(), ActionState.APPROVED);
      return;
    }
    Verdict verdict = Lifecycle.next(found.action().withState(inside), command, hub.now());
    if (verdict instanceof Verdict.Moved(Action next)) {
      move(next);
      hub.changed(next, false);
    }
  }

  private void ahead(Sighting.Found found) throws IOException {
    Action action = found.action();
    boolean byHand =
        action.state() == ActionState.RUNNING && hub.isOurs(action) && found.inside().isPresent();
    if (byHand) {
      putBack(action, found.inside().get());
    } else {
      Action repaired =
          action.moved(action.state(), hub.now(), Transition.SYSTEM, "as its folder says");
      rewrite(repaired);
      hub.seen(repaired);
    }
  }

  private void putBack(Action action, ActionState to) throws IOException {
    Action back =
        action.moved(to, hub.now(), Transition.SYSTEM, "put back from " + action.state().text());
    move(back);
    hub.seen(back);
  }

  private void move(Action next) throws IOException {
    Optional<Verdict> moved = hub.store.change(next.id(), _ -> new Verdict.Moved(next));
    if (moved.isEmpty()) {
      hub.forget(next.id());
    }
  }

  private void rewrite(Action action) throws IOException {
    move(action);
  }

  /** An open action has no file any more: that withdraws it, where it is still the hub's. */
  private void gone(ActionId id, String how) throws IOException {
    Optional<Action> forgotten = hub.known(id);
    hub.forget(id);
    if (forgotten.isEmpty()) {
      return;
    }
    Action action = forgotten.get();
    boolean ours = action.state() == ActionState.PENDING || hub.isOurs(action);
    if (!ours && hub.isOfThisRoot(action)) {
      return;
    }
    Action kept = ours ? action.moved(ActionState.CANCELLED, hub.now(), FILE, how) : action;
    if (hub.store.place(kept)) {
      if (ours) {
        hub.changed(kept, false);
      } else {
        hub.seen(kept);
      }
    }
  }
}
