package dev.homelab.hub.approval;

import dev.homelab.action.Action;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionState;
import dev.homelab.action.Result;
import dev.homelab.action.Transition;
import dev.homelab.action.Untold;
import java.io.IOException;
import java.util.Optional;

/**
 * What a crash kept apart, at a start: the log hears of the hub's own steps that it does not know
 * (RULES A1), the files of the steps that nodes' logs told already (RULES A5).
 */
final class Reconciliation {
  private static final String TOLD = "told by its node's log";

  private final HubActions hub;
  private final Facts facts;

  Reconciliation(HubActions hub, Facts facts) {
    this.hub = hub;
    this.facts = facts;
  }

  void run() throws IOException {
    for (ActionState state : ActionState.values()) {
      for (Action action : hub.store.all(state)) {
        Optional<ActionState> told = hub.settings.told().apply(action.id());
        if (isHubsStep(action) && Untold.is(action, told, hub.now())) {
          hub.changed(action, told.isEmpty());
        } else if (action.state().isOpen() && told.filter(it -> isNodes(action, it)).isPresent()) {
          facts.apply(fact(action, told.get()), TOLD);
        }
      }
    }
  }

  private static boolean isNodes(Action action, ActionState told) {
    return told.isBeyond(action.state());
  }

  private ActionFact fact(Action action, ActionState told) {
    return new ActionFact(
        action.id(),
        told,
        action.subject().node(),
        hub.now(),
        Transition.SYSTEM,
        null,
        Result.NONE,
        Optional.empty());
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
