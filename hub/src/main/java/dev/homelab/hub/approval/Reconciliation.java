package dev.homelab.hub.approval;

import dev.homelab.action.Action;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Result;
import dev.homelab.action.Untold;
import dev.homelab.world.ActionFacts;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * What a crash kept apart, at a start: the log hears of the hub's own steps that it does not know
 * (RULES A1) and of open actions whose files are gone, the files of the steps that nodes' logs told
 * already (RULES A5).
 */
public final class Reconciliation {
  private static final String TOLD = "told by its node's log";

  private final HubActions hub;
  private final Facts facts;

  public Reconciliation(HubActions hub, Facts facts) {
    this.hub = hub;
    this.facts = facts;
  }

  public void run() throws IOException {
    Map<ActionId, ActionFacts> logged = hub.settings.told().get();
    untold(logged);
    for (ActionFacts told : logged.values()) {
      if (told.state().isOpen()
          && told.log().equals(hub.settings.self())
          && hub.store.locate(told.id()).isEmpty()) {
        hub.lost(told);
      }
    }
  }

  private void untold(Map<ActionId, ActionFacts> logged) throws IOException {
    for (ActionState state : ActionState.values()) {
      for (Action action : hub.store.all(state)) {
        Optional<ActionFacts> told = Optional.ofNullable(logged.get(action.id()));
        if (isHubsStep(action) && Untold.is(action, told.map(ActionFacts::state), hub.now())) {
          hub.changed(action, told.isEmpty());
        } else if (told.filter(it -> isNews(action, it)).isPresent()) {
          facts.apply(fact(told.get()), TOLD);
        }
      }
    }
  }

  /** Facts say whose word counts. */
  private boolean isNews(Action action, ActionFacts told) {
    return action.state().isOpen()
        && told.state().isBeyond(action.state())
        && !told.log().equals(hub.settings.self());
  }

  private static ActionFact fact(ActionFacts told) {
    return new ActionFact(
        told.id(),
        told.state(),
        told.log(),
        told.at(),
        told.by(),
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
