package dev.homelab.hub.approval;

import dev.homelab.action.Action;
import dev.homelab.action.ActionState;
import dev.homelab.action.Untold;
import java.io.IOException;
import java.util.Optional;

/** Tells at start what a crash kept from the log of the hub's own steps (RULES A1). */
final class Reconciliation {
  private final HubActions hub;

  Reconciliation(HubActions hub) {
    this.hub = hub;
  }

  void run() throws IOException {
    for (ActionState state : ActionState.values()) {
      for (Action action : hub.store.all(state)) {
        Optional<ActionState> told = hub.settings.told().apply(action.id());
        if (isHubsStep(action) && Untold.is(action, told, hub.now())) {
          hub.changed(action, told.isEmpty());
        }
      }
    }
  }

  /** What a node did stands in that node's log; on this root its agent tells what it ran. */
  private boolean isHubsStep(Action action) {
    boolean nodes = action.lastStep().map(step -> step.where() != null).orElse(true);
    boolean agents =
        hub.isOfThisRoot(action)
            && action.kind().runs()
            && (action.state() == ActionState.RUNNING
                || action.state() == ActionState.COMPLETED
                || action.state() == ActionState.FAILED);
    return !nodes && !agents;
  }
}
