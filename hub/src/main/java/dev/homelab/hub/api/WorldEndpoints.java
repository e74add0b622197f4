package dev.homelab.hub.api;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.log.EventHistory;
import dev.homelab.redact.Redactor;
import dev.homelab.view.IncidentViews;
import dev.homelab.view.Picture;
import dev.homelab.view.Views;
import dev.homelab.web.Answer;
import dev.homelab.web.Endpoint;
import dev.homelab.web.Endpoint.May;
import dev.homelab.web.LiveStream;
import dev.homelab.web.Request;
import dev.homelab.world.Incident;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Reading: the picture, incidents, events, why, and the live stream. */
public final class WorldEndpoints {
  private static final Set<String> AUDITED =
      Set.of(
          "action_approved",
          "action_rejected",
          "action_cancelled",
          "silence_created",
          "silence_ended",
          "incident_acknowledged",
          "incident_unacknowledged",
          "node_enrolled",
          "node_revoked",
          "operator_signed_in");

  private final Vertx vertx;
  private final Supplier<Picture> picture;
  private final EventHistory history;
  private final LiveStream stream;
  private final Redactor redactor = Redactor.shapesOnly();

  public WorldEndpoints(
      Vertx vertx, Supplier<Picture> picture, EventHistory history, LiveStream stream) {
    this.vertx = vertx;
    this.picture = picture;
    this.history = history;
    this.stream = stream;
  }

  public List<Endpoint> table() {
    return List.of(
        Endpoint.get("/api/v1/overview", May.READ, ok(Views::overview)),
        Endpoint.get("/api/v1/summary", May.READ, ok(WorldEndpoints::summary)),
        Endpoint.get("/summary", May.READ, ok(WorldEndpoints::summary)),
        Endpoint.get("/api/v1/nodes", May.READ, ok(WorldEndpoints::nodes)),
        Endpoint.get("/api/v1/nodes/:node", May.READ, this::node),
        Endpoint.get("/api/v1/incidents", May.READ, this::incidents),
        Endpoint.get("/api/v1/incidents/:id", May.READ, this::incident),
        Endpoint.get(
            "/api/v1/silences", May.READ, ok(it -> Map.of("silences", Views.silences(it)))),
        Endpoint.get(
            "/api/v1/deployments",
            May.READ,
            ok(it -> Map.of("deployments", Views.deployments(it.world())))),
        Endpoint.get("/api/v1/why", May.READ, this::why),
        Endpoint.get("/api/v1/events", May.READ, this::events),
        Endpoint.get("/api/v1/audit", May.READ, this::audit),
        Endpoint.get(
            "/api/v1/stream",
            May.READ,
            request -> Future.succeededFuture(stream.open(request.context()))));
  }

  /** What is shown of a picture. */
  private interface Show {
    Object of(Picture picture);
  }

  private Endpoint.Handler ok(Show show) {
    return request -> Future.succeededFuture(Answer.ok(show.of(picture.get())));
  }

  /** The state at a glance for the owner's watchdog and scripts (SPEC). */
  private static Object summary(Picture picture) {
    Map<String, Object> overview = Views.overview(picture);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("updated", EventJson.time(picture.now()));
    view.put("world_updated", overview.get("updated"));
    view.put("counts", overview.get("counts"));
    view.put("incidents_open", picture.world().openIncidents().stream().map(Incident::id).toList());
    view.put(
        "actions_pending",
        picture.actions().stream()
            .filter(it -> "pending".equals(it.get("status")))
            .map(it -> it.get("action_id"))
            .toList());
    Map<String, Object> nodes = new LinkedHashMap<>();
    for (NodeId node : picture.nodes()) {
      nodes.put(node.name(), Views.node(node, picture).get("availability"));
    }
    view.put("nodes", nodes);
    return view;
  }

  private static Object nodes(Picture picture) {
    return Map.of(
        "nodes", picture.nodes().stream().map(node -> Views.node(node, picture)).toList());
  }

  private Future<Answer> node(Request request) {
    Optional<NodeId> node = known(request.path("node"));
    if (node.isEmpty()) {
      return Future.succeededFuture(
          Answer.notFound("There is no node \"" + request.path("node") + "\""));
    }
    Map<String, Object> view = new LinkedHashMap<>(Views.node(node.get(), picture.get()));
    return find(List.of(node.get()), Instant.MAX, event -> true, 50)
        .map(
            found -> {
              view.put("recent_events", found.stream().map(this::event).toList());
              view.put("containers", List.of());
              return Answer.ok(view);
            });
  }

  private Optional<NodeId> known(String name) {
    return NodeId.isLegal(name.toLowerCase(Locale.ROOT))
        ? Optional.of(NodeId.of(name)).filter(picture.get().nodes()::contains)
        : Optional.empty();
  }

  private Future<Answer> incidents(Request request) {
    Picture now = picture.get();
    String status = request.query("status").orElse("all");
    List<Map<String, Object>> views =
        now.world()
            .allIncidents()
            .filter(it -> !status.equals("open") || it.open())
            .filter(it -> !status.equals("resolved") || !it.open())
            .filter(
                it -> request.query("node").map(it.subject().node().name()::equals).orElse(true))
            .filter(it -> request.query("service").map(it.subject().service()::equals).orElse(true))
            .sorted(java.util.Comparator.comparing(Incident::opened).reversed())
            .limit(request.query("limit", 100, 1000))
            .map(it -> IncidentViews.incident(it, now.world()))
            .toList();
    return Future.succeededFuture(Answer.ok(Map.of("incidents", views)));
  }

  private Future<Answer> incident(Request request) {
    Picture now = picture.get();
    return Future.succeededFuture(
        now.world()
            .incident(request.path("id"))
            .<Answer>map(
                it ->
                    Answer.ok(
                        IncidentViews.whole(
                            it, now.world(), now.reasons().getOrDefault(it.subject(), List.of()))))
            .orElseGet(
                () -> Answer.notFound("There is no incident \"" + request.path("id") + "\"")));
  }

  private Future<Answer> why(Request request) {
    Optional<NodeId> node = request.query("node").flatMap(this::known);
    if (node.isEmpty()) {
      return Future.succeededFuture(
          Answer.badRequest("\"node\" must be one of " + picture.get().nodes()));
    }
    Subject subject =
        request
            .query("service")
            .map(service -> new Subject(node.get(), service))
            .orElseGet(() -> Subject.ofNode(node.get()));
    return Future.succeededFuture(Answer.ok(Views.why(subject, picture.get())));
  }

  private Future<Answer> events(Request request) {
    Optional<NodeId> node = request.query("node").flatMap(this::known);
    Collection<NodeId> nodes = node.map(List::of).orElse(picture.get().nodes());
    Instant before = request.query("before").map(EventJson::readTime).orElse(Instant.MAX);
    Optional<Severity> least = request.query("severity").map(Severity::read);
    Predicate<Event> wanted =
        event ->
            request.query("type").map(event.type()::equals).orElse(true)
                && request.query("service").map(it -> it.equals(event.service())).orElse(true)
                && least.map(event.severity()::atLeast).orElse(true)
                && request.query("q").map(text -> contains(event, text)).orElse(true);
    int limit = request.query("limit", 100, 500);
    return find(nodes, before, wanted, limit)
        .map(
            found -> {
              Map<String, Object> page = new LinkedHashMap<>();
              page.put("events", found.stream().map(this::event).toList());
              page.put(
                  "next",
                  found.size() < limit
                      ? null
                      : EventJson.time(found.getLast().event().timestamp()));
              return Answer.ok(page);
            });
  }

  private static boolean contains(Event event, String text) {
    return EventJson.text(EventJson.toMap(event))
        .toLowerCase(Locale.ROOT)
        .contains(text.toLowerCase(Locale.ROOT));
  }

  private Future<List<EventHistory.Found>> find(
      Collection<NodeId> nodes, Instant before, Predicate<Event> wanted, int limit) {
    return vertx.executeBlocking(() -> history.before(nodes, before, wanted, limit));
  }

  private Map<String, Object> event(EventHistory.Found found) {
    Map<String, Object> view = event(found.event());
    view.put("position", found.log() + "/" + found.at());
    return view;
  }

  /** An event as it is shown: with known token shapes taken out (RULES A11). */
  @SuppressWarnings("unchecked")
  public Map<String, Object> event(Event event) {
    return new LinkedHashMap<>((Map<String, Object>) redactor.redactValue(EventJson.toMap(event)));
  }

  private Future<Answer> audit(Request request) {
    return find(
            picture.get().nodes(),
            Instant.MAX,
            event -> AUDITED.contains(event.type()),
            request.query("limit", 100, 500))
        .map(
            found ->
                Answer.ok(Map.of("entries", found.stream().map(it -> entry(it.event())).toList())));
  }

  private static Map<String, Object> entry(Event event) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("at", EventJson.time(event.timestamp()));
    view.put("by", event.detail("by").orElse("system"));
    view.put("what", event.type());
    view.put(
        "target",
        event
            .detail("action_id")
            .or(() -> event.detail("incident_id"))
            .or(() -> event.detail("silence_id"))
            .orElse(event.node().name()));
    view.put("way", event.detail("way").orElse(null));
    return view;
  }
}
