package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Approval;
import dev.homelab.action.Command;
import dev.homelab.action.Ledger;
import dev.homelab.action.Lifecycle;
import dev.homelab.action.Placement;
import dev.homelab.action.Sighting;
import dev.homelab.action.Transition;
import dev.homelab.action.Validity;
import dev.homelab.action.Verdict;
import dev.homelab.action.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * What people and tools did in the node's folders, and what a crash left there (RULES A1, A3, A7).
 * On the root that the hub shares, it only looks for what it accepted (A6).
 */
public final class HandMoves {
  private static final String FILE = "file";

  private final NodeActions node;
  private final LocalHand local;
  private boolean first = true;

  public HandMoves(NodeActions node, LocalHand local) {
    this.node = node;
    this.local = local;
  }

  /** Looks if anything may have changed. The first call takes stock of everything. */
  public void look() throws IOException {
    if (!first && !node.store.mayHaveChanged()) {
      return;
    }
    node.store.scan(this::take);
    first = false;
  }

  private void take(Sighting sighting) throws IOException {
    switch (sighting) {
      case Sighting.Found found -> {
        Optional<String> complaint = found.complaint(node.settings.redact());
        if (complaint.isPresent() && node.ownsFolders()) {
          node.store.setAside(found.id(), found.action().state(), complaint.get());
        } else if (complaint.isEmpty()) {
          found(found.redacted(node.settings.redact()));
        }
      }
      case Sighting.Gone(ActionId id, ActionState _) -> gone(id);
      case Sighting.SetAside(ActionId id, ActionState _, String _) -> gone(id);
    }
  }

  /** The file of what was accepted is gone: whoever took it away withdrew it. */
  private void gone(ActionId id) throws IOException {
    NodeActions.Held held = node.accepted().get(id);
    if (held == null || !node.ownsFolders()) {
      return;
    }
    Action withdrawn =
        held.action()
            .moved(
                ActionState.CANCELLED,
                node.settings.clocks().now(),
                FILE,
                "its file was taken away");
    if (node.store.place(withdrawn)) {
      node.moved(withdrawn, false);
    }
  }

  private void found(Sighting.Found found) throws IOException {
    ActionState folder = found.action().state();
    if (!node.ownsFolders()) {
      if (folder == ActionState.APPROVED && node.isOwn(found.action())) {
        holdAgain(found.action());
      }
      return;
    }
    switch (Placement.of(found.inside(), folder)) {
      case SETTLED -> settled(found);
      case APPROVED -> approved(found.action());
      case REJECTED -> rejected(found);
      case WITHDRAWN -> step(found, new Command.Cancel(FILE, "moved by hand"));
      case AHEAD -> repair(found.action());
      case BACK -> putBack(found.action(), found.inside().orElseThrow());
    }
  }

  private void settled(Sighting.Found found) throws IOException {
    Action action = found.action();
    if (action.state() == ActionState.APPROVED) {
      approved(action);
    } else if (action.state() == ActionState.PENDING) {
      if (!found.sealed()) {
        rewrite(action);
      }
      if (!first && found.before().isEmpty()) {
        node.moved(action, true);
      }
    }
  }

  /** In {@code approved/} by our own acceptance before a crash, or by a hand. */
  private void approved(Action action) throws IOException {
    Optional<Ledger.Entry> entry = node.ledger.find(action.id());
    if (entry.isPresent() && entry.get().started()) {
      putBack(action, ActionState.FAILED);
    } else if (entry.isPresent()) {
      rewrite(action);
      holdAgain(action);
    } else if (!node.isOwn(action)) {
      putBack(action, ActionState.PENDING);
    } else if (!action.kind().runs()) {
      putBack(action, ActionState.PENDING);
      local.standIn(action, Way.FILE, FILE);
    } else if (!node.settings.rules().allows(action.kind(), Way.FILE)) {
      putBack(action, ActionState.PENDING);
    } else {
      acceptByHand(action);
    }
  }

  private void holdAgain(Action action) {
    if (node.accepted().containsKey(action.id())) {
      return;
    }
    node.ledger
        .find(action.id())
        .filter(entry -> !entry.started())
        .ifPresent(
            entry -> node.hold(action, new Validity.Recovered(entry.until(), entry.validFor())));
  }

  private void acceptByHand(Action action) throws IOException {
    Duration validity = node.settings.rules().validity(action.proposal());
    Action approved =
        action
            .withState(ActionState.PENDING)
            .moved(ActionState.APPROVED, node.settings.clocks().now(), FILE, "moved by hand")
            .withApproval(
                new Approval(
                    action.hash(), Way.FILE, FILE, node.settings.clocks().now(), validity));
    node.accept(approved, FILE, FILE, validity);
    rewrite(approved);
    node.moved(approved, true);
  }

  /**
   * What an alert stands for is rejected with it. Of another node's that is decided on the
   * gateway's dashboard alone, which tells that node.
   */
  private void rejected(Sighting.Found found) throws IOException {
    Action action = found.action();
    if (!node.isOwn(action) && action.id().isAlone()) {
      putBack(action, ActionState.PENDING);
      return;
    }
    Command.Reject reject = new Command.Reject(FILE, "moved by hand");
    local.rejectStoodFor(action.withState(ActionState.PENDING), reject);
    step(found, reject);
  }

  /** The hand's move, told as the step of the state machine that it stands for. */
  private void step(Sighting.Found found, Command command) throws IOException {
    ActionId id = found.id();
    ActionState inside = found.inside().orElse(ActionState.PENDING);
    Optional<Verdict> verdict =
        node.store.change(
            id,
            action ->
                Lifecycle.next(action.withState(inside), command, node.settings.clocks().now())
                        instanceof Verdict.Moved(Action next)
                    ? new Verdict.Moved(next)
                    : new Verdict.Refused(action, "no such step"));
    if (verdict.isPresent() && verdict.get() instanceof Verdict.Moved(Action next)) {
      node.moved(next, false);
    }
  }

  private void repair(Action action) throws IOException {
    Action repaired =
        action.moved(
            action.state(), node.settings.clocks().now(), Transition.SYSTEM, "as its folder says");
    rewrite(repaired);
    if (!first && repaired.state().isEnded()) {
      node.moved(repaired, false);
    }
  }

  private void putBack(Action action, ActionState to) throws IOException {
    node.store.change(
        action.id(),
        present ->
            new Verdict.Moved(
                present.moved(
                    to,
                    node.settings.clocks().now(),
                    Transition.SYSTEM,
                    "put back from " + action.state().text())));
  }

  private void rewrite(Action action) throws IOException {
    node.store.change(action.id(), _ -> new Verdict.Moved(action));
  }
}
