package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Untold;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** Tells at start what a crash kept from the log: an action's state that its events lack (A1). */
public final class Reconciliation {
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
        Optional<ActionState> told = known.apply(action.id());
        if (concernsThisLog(action) && Untold.is(action, told, node.settings.clocks().now())) {
          node.moved(action, told.isEmpty());
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
}
