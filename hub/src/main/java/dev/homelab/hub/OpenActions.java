package dev.homelab.hub;

import dev.homelab.action.Action;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Clocks;
import dev.homelab.hub.approval.ActionView;
import dev.homelab.hub.approval.Approvals;
import dev.homelab.hub.approval.HubSettings;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Site;
import dev.homelab.redact.Redactor;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.supervision.Part;
import dev.homelab.view.ActionViews;
import dev.homelab.world.ActionFacts;
import io.vertx.core.Future;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The queue of actions, and the open ones at hand for whoever may not wait. */
final class OpenActions implements Part {
  private static final System.Logger LOG = System.getLogger(OpenActions.class.getName());

  /** Ended ones of open incidents are needed, too: a year of a small homelab. */
  private static final int KNOWN = 2_000;

  private final RoutingApprovals rules;
  private final Map<String, ActionView> open = new TreeMap<>();
  private final List<ActionFact> early = new ArrayList<>();
  private final Consumer<ActionView> listener;
  private final Approvals approvals;
  private boolean known;

  /**
   * Knows none yet.
   *
   * @param told the actions as the logs tell them
   * @param listener told of every action that changed, and at the start of all that there are
   */
  OpenActions(
      Ground ground,
      RoutingApprovals rules,
      Supplier<Inventory> inventory,
      Supplier<Map<ActionId, ActionFacts>> told,
      Consumer<ActionView> listener) {
    this.rules = rules;
    this.listener = listener;
    HubFiles files = ground.files();
    HubSettings settings =
        new HubSettings(
            inventory.get().hub(),
            rules,
            Clocks.system(files.log()::isClockBelieved),
            proposal ->
                inventory.get().nodes().containsKey(proposal.subject().node())
                    ? Optional.empty()
                    : Optional.of("node " + proposal.subject().node() + " is not in the topology"),
            node -> inventory.get().site(node).flatMap(Site::gateway),
            told,
            Redactor.shapesOnly()::redact);
    this.approvals =
        new Approvals(
            ground.vertx(),
            files.disk(),
            ground.root(),
            settings,
            ground.log(),
            this::changed,
            files.folders());
  }

  @Override
  public String name() {
    return approvals.name();
  }

  /** Succeeds when all actions are known. */
  @Override
  public Future<Void> start() {
    return approvals
        .start()
        .compose(opened -> approvals.list(List.of(ActionState.values()), KNOWN))
        .onSuccess(
            views -> {
              known = true;
              open.clear();
              views.forEach(this::changed);
              early.forEach(this::told);
              early.clear();
            })
        .mapEmpty();
  }

  @Override
  public Future<Void> probe() {
    return approvals.probe();
  }

  @Override
  public Future<Void> stop() {
    known = false;
    return approvals.stop();
  }

  Approvals approvals() {
    return approvals;
  }

  private void changed(ActionView view) {
    Action action = view.action();
    if (action.state().isOpen()) {
      open.put(action.id().text(), view);
    } else {
      open.remove(action.id().text());
    }
    listener.accept(view);
  }

  /** A node's log tells of a transition. Succeeds when it is known here, or kept for the start. */
  Future<Void> told(ActionFact fact) {
    if (!known) {
      early.add(fact);
      return Future.succeededFuture();
    }
    return approvals
        .apply(fact)
        .onFailure(failed -> LOG.log(Level.WARNING, fact.id() + ": " + failed.getMessage()))
        .otherwiseEmpty()
        .mapEmpty();
  }

  List<Map<String, Object>> views() {
    return open.values().stream().map(this::view).toList();
  }

  Map<String, Object> view(ActionView view) {
    Action action = view.action();
    return ActionViews.action(
        action,
        view.delivery(),
        ActionViews.validity(action, view.validUntil(), rules::validity),
        rules.ways(action.kind()));
  }
}
