package dev.homelab.hub.api;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Proposal;
import dev.homelab.action.Terms;
import dev.homelab.action.Verdict;
import dev.homelab.action.Way;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.hub.approval.ActionView;
import dev.homelab.hub.approval.Approvals;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.view.ActionViews;
import dev.homelab.web.Answer;
import dev.homelab.web.Endpoint;
import dev.homelab.web.Endpoint.May;
import dev.homelab.web.Request;
import dev.homelab.web.WrongValue;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Listing, showing, proposing and deciding actions. */
public final class ActionEndpoints {
  private final Approvals approvals;
  private final RoutingApprovals rules;
  private final Predicate<Subject> wanted;
  private final Function<Subject, Optional<String>> definition;
  private final InstantSource clock;

  /**
   * Makes the endpoints.
   *
   * @param definition the hash that the node reported of a service's definition (RULES A4)
   */
  public ActionEndpoints(
      Approvals approvals,
      RoutingApprovals rules,
      Predicate<Subject> wanted,
      Function<Subject, Optional<String>> definition,
      InstantSource clock) {
    this.approvals = approvals;
    this.rules = rules;
    this.wanted = wanted;
    this.definition = definition;
    this.clock = clock;
  }

  public List<Endpoint> table() {
    return List.of(
        Endpoint.get("/api/v1/actions", May.READ, this::list),
        Endpoint.get("/api/v1/actions/:id", May.READ, this::show),
        Endpoint.post("/api/v1/actions", May.WRITE, this::propose),
        Endpoint.post("/api/v1/actions/:id/approve", May.WRITE, this::approve),
        Endpoint.post("/api/v1/actions/:id/reject", May.WRITE, this::reject),
        Endpoint.post("/api/v1/actions/:id/cancel", May.WRITE, this::cancel));
  }

  public Map<String, Object> view(ActionView view) {
    Action action = view.action();
    return ActionViews.action(
        action,
        view.delivery(),
        ActionViews.validity(action, view.validUntil(), rules::validity),
        rules.ways(action.kind()));
  }

  private Future<Answer> list(Request request) {
    List<ActionState> states = new ArrayList<>();
    for (String word : request.query("status").orElse("").split(",", -1)) {
      Optional<ActionState> state = ActionState.read(word.strip());
      if (state.isPresent()) {
        states.add(state.get());
      } else if (!word.isBlank() && !word.equals("all")) {
        return Future.succeededFuture(
            Answer.badRequest(
                "status \"%s\" must be of %s"
                    .formatted(word, Arrays.toString(ActionState.values()))));
      }
    }
    List<ActionState> of = states.isEmpty() ? List.of(ActionState.values()) : states;
    return approvals
        .list(of, request.query("limit", 100, 1000))
        .map(
            views ->
                Answer.ok(
                    Map.of(
                        "actions",
                        views.stream()
                            .filter(it -> matches(it.action(), request))
                            .map(this::view)
                            .toList())));
  }

  private static boolean matches(Action action, Request request) {
    Subject subject = action.subject();
    return request.query("node").map(subject.node().name()::equals).orElse(true)
        && request.query("service").map(subject.service()::equals).orElse(true);
  }

  private Future<Answer> show(Request request) {
    return withId(
        request,
        id ->
            approvals
                .find(id)
                .map(found -> found.map(it -> Answer.ok(view(it))).orElseGet(() -> unknown(id))));
  }

  private static Answer unknown(ActionId id) {
    return Answer.notFound("There is no action " + id);
  }

  private static Future<Answer> withId(Request request, Function<ActionId, Future<Answer>> then) {
    String text = request.path("id");
    return ActionId.isLegal(text)
        ? then.apply(new ActionId(text))
        : Future.succeededFuture(Answer.notFound("\"" + text + "\" is no action's id"));
  }

  private Future<Answer> approve(Request request) {
    Optional<String> hash = request.text("hash");
    if (hash.isEmpty()) {
      return Future.succeededFuture(Answer.badRequest("\"hash\" of what was shown is missing"));
    }
    Way way = way(request);
    String note = request.words("note").orElse("");
    return withId(
        request,
        id -> decided(id, approvals.approve(id, hash.get(), way, request.caller().way(), note)));
  }

  static Way way(Request request) {
    return request.caller().way().equals("cli") ? Way.CLI : Way.PWA;
  }

  private Future<Answer> reject(Request request) {
    String reason = reason(request);
    return withId(request, id -> decided(id, approvals.reject(id, request.caller().way(), reason)));
  }

  private static String reason(Request request) {
    return request.words("reason").orElse("no reason given");
  }

  private Future<Answer> cancel(Request request) {
    String reason = reason(request);
    return withId(request, id -> decided(id, approvals.cancel(id, request.caller().way(), reason)));
  }

  private Future<Answer> decided(ActionId id, Future<Optional<Verdict>> deciding) {
    return deciding.compose(
        verdict -> {
          if (verdict.isEmpty()) {
            return Future.succeededFuture(unknown(id));
          }
          if (verdict.get() instanceof Verdict.Refused(Action action, String why)) {
            return Future.succeededFuture(
                Answer.conflict(
                    why,
                    Map.of("current_hash", action.hash(), "action_status", action.state().text())));
          }
          return approvals
              .find(id)
              .map(found -> found.map(it -> Answer.ok(view(it))).orElseGet(() -> unknown(id)));
        });
  }

  private Future<Answer> propose(Request request) {
    ActionKind kind = kind(request);
    Subject subject = subject(request);
    if (!wanted.test(subject)) {
      return unprocessable("Not wanted", subject + " is not wanted there");
    }
    if (!kind.fits(subject)) {
      return unprocessable(
          "No such action", "A %s is for %s".formatted(kind.text(), whom(kind.about())));
    }
    Optional<String> hash = definition.apply(subject);
    if (kind == ActionKind.REDEPLOY && hash.isEmpty()) {
      return unprocessable(
          "Nothing to bind",
          "%s has not reported the definition that a redeploy would bind"
              .formatted(subject.node().display()));
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("proposed_by", request.caller().name());
    hash.ifPresent(it -> details.put(Proposal.DEFINITION_HASH, it));
    Proposal proposal =
        Proposal.seal(
            ActionId.of(kind, subject, clock.instant().getEpochSecond(), 1),
            kind,
            subject,
            request.words("reason").orElse("asked for by " + request.caller().name()),
            clock.instant(),
            details,
            Terms.USUAL);
    return approvals
        .propose(proposal, request.caller().way())
        .compose(creation -> proposed(proposal.id(), creation));
  }

  private static ActionKind kind(Request request) {
    String word = request.text("type").orElse("");
    return ActionKind.read(word)
        .filter(ActionKind::runs)
        .orElseThrow(
            () ->
                new WrongValue("type", word, "one of " + String.join(", ", ActionKind.runnable())));
  }

  private static String whom(ActionKind.About about) {
    return switch (about) {
      case NODE -> "a node, not for a service";
      case SERVICE -> "a service; name one";
      case ANYTHING -> "a service or a node";
    };
  }

  private static Subject subject(Request request) {
    String name = request.text("node").orElse("").toLowerCase(Locale.ROOT);
    if (!NodeId.isLegal(name)) {
      throw new WrongValue("node", name, "a node's name");
    }
    NodeId node = new NodeId(name);
    return request
        .text("service")
        .map(service -> new Subject(node, service))
        .orElseGet(() -> Subject.ofNode(node));
  }

  private static Future<Answer> unprocessable(String title, String detail) {
    return Future.succeededFuture(new Answer.Problem(422, title, detail, Map.of()));
  }

  private Future<Answer> proposed(ActionId id, Creation creation) {
    if (creation instanceof Creation.Exists(ActionState state)) {
      return Future.succeededFuture(
          Answer.conflict(id + " is " + state.text() + " already", Map.of()));
    }
    return approvals
        .find(id)
        .map(found -> found.map(it -> Answer.ok(view(it))).orElseGet(() -> unknown(id)));
  }
}
