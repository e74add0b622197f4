package dev.homelab.edge;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Command;
import dev.homelab.action.Proposal;
import dev.homelab.action.Verdict;
import dev.homelab.edge.executor.Executor;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.view.ActionViews;
import dev.homelab.web.Answer;
import dev.homelab.web.Endpoint;
import dev.homelab.web.Endpoint.May;
import dev.homelab.web.Request;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** The node's own actions: shown, and decided by a hand on the node (RULES A7). */
record LocalActions(NodeId node, Supplier<Executor> executor, Supplier<Inventory> inventory) {
  private static final String BY = "local";

  List<Endpoint> table() {
    return List.of(
        Endpoint.get("/api/v1/actions", May.READ, r -> all().map(LocalActions::listed)),
        Endpoint.get("/api/v1/actions/:id", May.READ, this::show),
        Endpoint.post("/api/v1/actions/:id/approve", May.WRITE, this::approve),
        Endpoint.post(
            "/api/v1/actions/:id/reject", May.WRITE, r -> command(r, Command.Reject::new)),
        Endpoint.post(
            "/api/v1/actions/:id/cancel", May.WRITE, r -> command(r, Command.Cancel::new)));
  }

  private static Answer listed(List<Map<String, Object>> actions) {
    return Answer.ok(Map.of("actions", actions));
  }

  /** Succeeds with the views of all of the node's actions. */
  Future<List<Map<String, Object>>> all() {
    List<Future<List<Action>>> all = new ArrayList<>();
    for (ActionState state : ActionState.values()) {
      all.add(executor.get().all(state));
    }
    return Future.join(all)
        .map(
            done ->
                all.stream()
                    .flatMap(each -> each.result().stream())
                    .filter(action -> action.subject().node().equals(node))
                    .map(this::view)
                    .toList());
  }

  /** Succeeds with the view of one action, if it is there. */
  Future<Optional<Map<String, Object>>> find(ActionId id) {
    return executor.get().find(id).map(found -> found.map(this::view));
  }

  /** What an alert stands for is what can be approved of it (RULES N2). */
  private Map<String, Object> view(Action action) {
    RoutingApprovals rules = new RoutingApprovals(inventory, it -> false);
    Proposal decided = action.proposal().standsFor().orElse(action.proposal());
    return ActionViews.action(
        action,
        null,
        ActionViews.validity(
            action, action.approval().map(it -> it.until()), _ -> rules.validity(decided)),
        rules.ways(decided.kind()));
  }

  private Future<Answer> show(Request request) {
    return withId(
        request,
        id -> find(id).map(found -> found.<Answer>map(Answer::ok).orElseGet(() -> unknown(id))));
  }

  private static Future<Answer> withId(Request request, Function<ActionId, Future<Answer>> then) {
    String text = request.path("id");
    return ActionId.isLegal(text)
        ? then.apply(new ActionId(text))
        : Future.succeededFuture(Answer.notFound("\"" + text + "\" is no action's id"));
  }

  private static Answer unknown(ActionId id) {
    return Answer.notFound("There is no action " + id);
  }

  private Future<Answer> approve(Request request) {
    Optional<String> hash = request.text("hash");
    if (hash.isEmpty()) {
      return Future.succeededFuture(Answer.badRequest("\"hash\" of what was shown is missing"));
    }
    return withId(
        request,
        id ->
            executor.get().approveLocally(id, hash.get(), BY).map(verdict -> decided(id, verdict)));
  }

  /** A command of who decides and why. */
  private Future<Answer> command(Request request, BiFunction<String, String, Command> making) {
    Command command = making.apply(BY, request.words("reason").orElse("no reason given"));
    return withId(
        request, id -> executor.get().command(id, command).map(verdict -> decided(id, verdict)));
  }

  private Answer decided(ActionId id, Optional<Verdict> verdict) {
    return switch (verdict.orElse(null)) {
      case null -> unknown(id);
      case Verdict.Refused(Action action, String why) ->
          Answer.conflict(
              why, Map.of("current_hash", action.hash(), "action_status", action.state().text()));
      case Verdict.Moved(Action action) -> Answer.ok(view(action));
      case Verdict.Same(Action action) -> Answer.ok(view(action));
    };
  }
}
