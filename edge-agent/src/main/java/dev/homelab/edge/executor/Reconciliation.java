package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Untold;
import dev.homelab.world.ActionFacts;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Tells at a start what the log lacks: a state that a crash kept from it (RULES A1), and that the
 * file of an open action is gone.
 */
public final class Reconciliation {
  private final NodeActions node;

  public Reconciliation(NodeActions node) {
    this.node = node;
  }

  /**
   * Emits what is missing.
   *
   * @param told the actions as the node's log tells them
   */
  public void run(Map<ActionId, ActionFacts> told) throws IOException {
    untold(told);
    for (ActionFacts facts : told.values()) {
      if (node.ownsFolders()
          && facts.state().isOpen()
          && facts.subject().node().equals(node.settings.self())
          && node.store.locate(facts.id()).isEmpty()) {
        node.lost(facts);
      }
    }
  }

  private void untold(Map<ActionId, ActionFacts> logged) throws IOException {
    for (ActionState state : ActionState.values()) {
      for (Action action : node.store.all(state)) {
        Optional<ActionState> told =
            Optional.ofNullable(logged.get(action.id())).map(ActionFacts::state);
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
