package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Tells at start what a crash kept from the log: an action's state that its events lack (A1). */
public final class Reconciliation {
  /** The world forgets ended actions with their incidents after this time (SPEC). */
  private static final Duration REMEMBERED = Duration.ofDays(7);

  private final NodeActions node;

  public Reconciliation(NodeActions node) {
    this.node = node;
  }

  /**
   * Emits what is missing.
   *
   * @param known the state of an action as the node's log tells it
   */
  public void run(Function<ActionId, Optional<ActionState>> known) throws IOException {
    for (ActionState state : ActionState.values()) {
      for (Action action : node.store.all(state)) {
        if (concernsThisLog(action) && lacks(action, known.apply(action.id()))) {
          node.moved(action, known.apply(action.id()).isEmpty());
        }
      }
    }
  }

  private boolean concernsThisLog(Action action) {
    boolean hubTellsOfIt = action.state() != ActionState.RUNNING && !ended(action);
    return node.ownsFolders() || (node.isOwn(action) && !hubTellsOfIt);
  }

  private static boolean ended(Action action) {
    return action.state() == ActionState.COMPLETED || action.state() == ActionState.FAILED;
  }

  private boolean lacks(Action action, Optional<ActionState> known) {
    if (known.isPresent()) {
      return action.state().isBeyond(known.get());
    }
    Instant forgotten = node.settings.clocks().now().minus(REMEMBERED);
    return action.state().isOpen()
        || (!action.history().isEmpty() && action.updated().isAfter(forgotten));
  }
}
