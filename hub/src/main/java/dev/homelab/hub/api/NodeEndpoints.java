package dev.homelab.hub.api;

import dev.homelab.event.Event;
import dev.homelab.event.EventSink;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.inventory.Inventory;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.VerifyKey;
import dev.homelab.web.Answer;
import dev.homelab.web.Endpoint;
import dev.homelab.web.Endpoint.May;
import dev.homelab.web.Request;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lets nodes into the mesh, shuts them out, and takes a refused log again. */
public final class NodeEndpoints {
  private final Vertx vertx;
  private final Supplier<Inventory> inventory;
  private final EventSink log;
  private final NodeRegistry registry;
  private final VerifyKey hubKey;
  private final Function<NodeId, Future<Boolean>> readmission;
  private final InstantSource clock;

  /**
   * Makes the endpoints.
   *
   * @param readmission takes a node's log again; says whether it was refused
   */
  public NodeEndpoints(
      Vertx vertx,
      Supplier<Inventory> inventory,
      EventSink log,
      NodeRegistry registry,
      VerifyKey hubKey,
      Function<NodeId, Future<Boolean>> readmission,
      InstantSource clock) {
    this.vertx = vertx;
    this.inventory = inventory;
    this.log = log;
    this.registry = registry;
    this.hubKey = hubKey;
    this.readmission = readmission;
    this.clock = clock;
  }

  public List<Endpoint> table() {
    return List.of(
        Endpoint.post("/api/v1/nodes/enrolments", May.WRITE, this::enrolment),
        Endpoint.post("/api/v1/nodes/:node/revoke", May.WRITE, this::revoke),
        Endpoint.post("/api/v1/nodes/:node/readmit", May.WRITE, this::readmit));
  }

  private boolean isWanted(String name) {
    return NodeId.isLegal(name) && inventory.get().nodes().containsKey(new NodeId(name));
  }

  private static Future<Answer> unknown(String name) {
    return Future.succeededFuture(Answer.notFound("There is no node \"" + name + "\""));
  }

  private Future<Answer> enrolment(Request request) {
    String name = request.text("node").orElse("");
    if (!isWanted(name)) {
      return Future.succeededFuture(
          Answer.badRequest("\"node\" must be one of " + inventory.get().nodes().keySet()));
    }
    NodeId node = new NodeId(name);
    String site = inventory.get().site(node).map(it -> it.name()).orElse("");
    return vertx
        .executeBlocking(() -> registry.issue(node, site, hubKey, clock.instant()))
        .map(
            token ->
                token
                    .<Answer>map(it -> Answer.ok(Map.of("token", it.text(), "node", name)))
                    .orElseGet(
                        () ->
                            Answer.conflict(
                                name + " has a live key; revoke it first", Map.of("node", name))));
  }

  private Future<Answer> revoke(Request request) {
    String name = request.path("node");
    if (!NodeId.isLegal(name)) {
      return unknown(name);
    }
    return vertx
        .executeBlocking(() -> registry.revoke(new NodeId(name), clock.instant()))
        .compose(
            had ->
                had
                    ? tell(
                        new NodeId(name),
                        EventTypes.NODE_REVOKED,
                        "The key of " + name + " is revoked",
                        Map.of("revoked", name, "by", request.caller().name()))
                    : Future.succeededFuture(Answer.notFound(name + " has no live key")));
  }

  /** A person decided that a log which diverged too often is to be taken again (RULES Y4). */
  private Future<Answer> readmit(Request request) {
    String name = request.path("node");
    if (!isWanted(name)) {
      return unknown(name);
    }
    return readmission
        .apply(new NodeId(name))
        .compose(
            was ->
                was
                    ? tell(
                        new NodeId(name),
                        EventTypes.NODE_READMITTED,
                        "The log of " + name + " is taken again",
                        Map.of("readmitted", name, "by", request.caller().name()))
                    : Future.succeededFuture(
                        Answer.conflict(
                            "The log of " + name + " is not refused", Map.of("node", name))));
  }

  private Future<Answer> tell(
      NodeId node, String type, String message, Map<String, Object> details) {
    return log.append(
            Event.of(node, "hub", type, Severity.INFO)
                .message(message)
                .details(details)
                .at(clock.instant()))
        .map(done -> Answer.nothing());
  }
}
