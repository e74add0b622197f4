package dev.homelab.hub.api;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.Verdict;
import dev.homelab.event.Values;
import dev.homelab.hub.approval.ActionView;
import dev.homelab.hub.approval.Approvals;
import dev.homelab.web.Answer;
import dev.homelab.web.Endpoint;
import dev.homelab.web.Endpoint.May;
import dev.homelab.web.Request;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Approving several actions of one group at once: exactly those whose hashes are listed, each
 * judged for itself (RULES S8).
 */
public final class GroupEndpoints {
  private static final int MOST = 100;

  private final Approvals approvals;

  public GroupEndpoints(Approvals approvals) {
    this.approvals = approvals;
  }

  public List<Endpoint> table() {
    return List.of(Endpoint.post("/api/v1/action-groups/:group/approve", May.WRITE, this::approve));
  }

  private record Listed(ActionId id, String hash) {}

  private Future<Answer> approve(Request request) {
    List<?> items = Values.list(request.body(), "actions");
    List<Listed> listed = new ArrayList<>();
    for (Object item : items) {
      if (item instanceof Map<?, ?> map
          && map.get("action_id") instanceof String id
          && ActionId.isLegal(id)
          && map.get("hash") instanceof String hash) {
        listed.add(new Listed(new ActionId(id), hash));
      }
    }
    if (listed.isEmpty() || listed.size() < items.size() || items.size() > MOST) {
      return Future.succeededFuture(
          Answer.badRequest(
              "\"actions\" must be 1 to %d of {\"action_id\", \"hash\"}".formatted(MOST)));
    }
    String group = request.path("group");
    String note = request.words("note").orElse("approved with " + group);
    Future<List<Map<String, Object>>> results = Future.succeededFuture(new ArrayList<>());
    for (Listed each : listed) {
      results =
          results.compose(
              done ->
                  approve(each, group, note, request)
                      .map(
                          result -> {
                            done.add(result);
                            return done;
                          }));
    }
    return results.map(done -> Answer.ok(Map.of("group", group, "results", done)));
  }

  private Future<Map<String, Object>> approve(
      Listed listed, String group, String note, Request request) {
    return approvals
        .find(listed.id())
        .compose(
            found -> {
              if (found.map(ActionView::action).filter(it -> isOf(it, group)).isEmpty()) {
                return Future.succeededFuture(
                    result(listed, null, "there is no such action in group " + group));
              }
              return approvals
                  .approve(
                      listed.id(),
                      listed.hash(),
                      ActionEndpoints.way(request),
                      request.caller().way(),
                      note)
                  .map(verdict -> result(listed, verdict));
            });
  }

  private static boolean isOf(Action action, String group) {
    return group.equals(Values.text(action.proposal().details(), "group"));
  }

  private static Map<String, Object> result(Listed listed, Optional<Verdict> verdict) {
    return switch (verdict.orElse(null)) {
      case null -> result(listed, null, "it is gone");
      case Verdict.Refused(Action action, String why) -> result(listed, action.state().text(), why);
      case Verdict.Moved(Action action) -> result(listed, action.state().text(), null);
      case Verdict.Same(Action action) -> result(listed, action.state().text(), null);
    };
  }

  private static Map<String, Object> result(
      Listed listed, @Nullable String status, @Nullable String refused) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("action_id", listed.id().text());
    result.put("status", status);
    result.put("refused", refused);
    return result;
  }
}
