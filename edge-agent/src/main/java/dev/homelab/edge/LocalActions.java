package dev.homelab.edge;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Command;
import dev.homelab.action.Proposal;
import dev.homelab.action.Verdict;
import dev.homelab.action.Way;
import dev.homelab.edge.executor.Executor;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.redact.Redactor;
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
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The node's own actions, and at a gateway the alerts about its members: shown, and decided by a
 * hand on the node (RULES A7, N2).
 *
 * @param members of whom a gateway decides while it is alone
 * @param orders give members what was decided here
 */
record LocalActions(
    NodeId node,
    Supplier<Executor> executor,
    Supplier<Inventory> inventory,
    Supplier<Set<NodeId>> members,
    Orders orders) {
  private static final String BY = "local";

  /** A gateway's word to its members. */
  interface Orders {
    /**
     * Succeeds when it is durable that the member is given what was approved here; with false where
     * it was rejected here before.
     */
    Future<Boolean> approve(Proposal proposal, String by);

    /** Succeeds when it is durable that it was rejected, and the log says so. */
    Future<Void> reject(Proposal proposal, String by, String reason);
  }

  List<Endpoint> table() {
    return List.of(
        Endpoint.get("/api/v1/actions", May.READ, r -> all().map(LocalActions::listed)),
        Endpoint.get("/api/v1/actions/:id", May.READ, this::show),
        Endpoint.post("/api/v1/actions/:id/approve", May.WRITE, this::approve),
        Endpoint.post("/api/v1/actions/:id/reject", May.WRITE, this::reject),
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
                    .filter(this::isShown)
                    .map(this::view)
                    .toList());
  }

  private boolean isShown(Action action) {
    return action.subject().node().equals(node) || isOfMember(action);
  }

  /** Only alerts about members stand here; what they run stands with them. */
  private boolean isOfMember(Action action) {
    return members.get().contains(action.subject().node()) && action.id().isAlone();
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
            executor
                .get()
                .find(id)
                .compose(
                    found ->
                        found.filter(this::isOfMember).isPresent()
                            ? approveForMember(found.get(), hash.get())
                            : executor
                                .get()
                                .approveLocally(id, hash.get(), BY)
                                .map(verdict -> decided(id, verdict))));
  }

  /** What the alert stands for is given to the member, durably, before the alert ends. */
  private Future<Answer> approveForMember(Action alert, String hash) {
    Optional<Proposal> stood = alert.proposal().standsFor();
    String why =
        !alert.hash().equals(hash)
            ? "it has changed since it was shown"
            : stood.isEmpty() || alert.state().isEnded()
                ? "there is nothing to approve"
                : new RoutingApprovals(inventory, it -> false).allows(stood.get().kind(), Way.LOCAL)
                    ? ""
                    : "a %s can't be approved here".formatted(stood.get().kind().text());
    if (!why.isEmpty()) {
      return Future.succeededFuture(
          decided(alert.id(), Optional.of(new Verdict.Refused(alert, why))));
    }
    return orders
        .approve(stood.orElseThrow(), BY)
        .compose(
            given ->
                given
                    ? executor.get().command(alert.id(), new Command.Told())
                    : Future.succeededFuture(
                        Optional.of(new Verdict.Refused(alert, "it is rejected already"))))
        .map(verdict -> decided(alert.id(), verdict));
  }

  private Future<Answer> reject(Request request) {
    String reason = reason(request);
    return withId(
        request,
        id ->
            executor
                .get()
                .find(id)
                .compose(found -> found.map(it -> rejectForMember(it, reason)).orElse(nothing()))
                .compose(_ -> executor.get().command(id, new Command.Reject(BY, reason)))
                .map(verdict -> decided(id, verdict)));
  }

  /** First, so that no crash leaves what was rejected free to run. */
  private Future<Void> rejectForMember(Action alert, String reason) {
    boolean ofMember = !alert.subject().node().equals(node) && alert.id().isAlone();
    return alert
        .proposal()
        .standsFor()
        .filter(_ -> ofMember && alert.state() == ActionState.PENDING)
        .map(stood -> orders.reject(stood, BY, Redactor.shapesOnly().redact(reason)))
        .orElse(nothing());
  }

  private static Future<Void> nothing() {
    return Future.succeededFuture();
  }

  private static String reason(Request request) {
    return request.words("reason").orElse("no reason given");
  }

  /** A command of who decides and why. */
  private Future<Answer> command(Request request, BiFunction<String, String, Command> making) {
    Command command = making.apply(BY, reason(request));
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
