package dev.homelab.view;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.log.EventHistory;
import dev.homelab.redact.Redactor;
import dev.homelab.web.Answer;
import dev.homelab.web.Endpoint;
import dev.homelab.web.Endpoint.May;
import dev.homelab.web.LiveStream;
import dev.homelab.web.Request;
import dev.homelab.web.WrongValue;
import dev.homelab.world.Incident;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reading, at hub and edge alike: the picture, incidents, events, why, and the live stream. */
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
          "node_readmitted",
          "operator_signed_in");

  private final Vertx vertx;
  private final Supplier<? extends Collection<NodeId>> nodes;
  private final Supplier<Future<Picture>> picture;
  private final EventHistory history;
  private final LiveStream stream;
  private final Redactor redactor = Redactor.shapesOnly();

  /**
   * Makes the endpoints.
   *
   * @param nodes that may be asked for
   */
  public WorldEndpoints(
      Vertx vertx,
      Supplier<? extends Collection<NodeId>> nodes,
      Supplier<Future<Picture>> picture,
      EventHistory history,
      LiveStream stream) {
    this.vertx = vertx;
    this.nodes = nodes;
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
    return request -> picture.get().map(it -> Answer.ok(show.of(it)));
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
    return picture
        .get()
        .compose(
            now ->
                find(node, EventHistory.Cursor.NEWEST, event -> true, 50)
                    .map(found -> page(Views.node(node.get(), now), found)));
  }

  private Answer page(Map<String, Object> node, List<EventHistory.Found> found) {
    Map<String, Object> view = new LinkedHashMap<>(node);
    view.put("recent_events", found.stream().map(this::event).toList());
    view.put("containers", List.of());
    return Answer.ok(view);
  }

  private Optional<NodeId> known(String name) {
    return NodeId.isLegal(name.toLowerCase(Locale.ROOT))
        ? Optional.of(NodeId.of(name)).filter(nodes.get()::contains)
        : Optional.empty();
  }

  /** The node that is asked for. */
  private Optional<NodeId> node(Request request, String name) {
    return request
        .query(name)
        .map(
            word ->
                known(word)
                    .orElseThrow(
                        () ->
                            new WrongValue(
                                name,
                                word,
                                "one of "
                                    + nodes.get().stream()
                                        .map(NodeId::name)
                                        .collect(Collectors.joining(", ")))));
  }

  private Future<Answer> incidents(Request request) {
    Optional<NodeId> node = node(request, "node");
    Optional<String> service = request.query("service");
    String status = request.query("status", List.of("all", "open", "resolved"));
    int limit = request.query("limit", 100, 1000);
    return picture
        .get()
        .map(
            now ->
                now.world()
                    .allIncidents()
                    .filter(it -> status.equals("all") || it.open() == status.equals("open"))
                    .filter(it -> node.map(it.subject().node()::equals).orElse(true))
                    .filter(it -> service.map(it.subject().service()::equals).orElse(true))
                    .sorted(Comparator.comparing(Incident::opened).reversed())
                    .limit(limit)
                    .map(it -> IncidentViews.incident(it, now))
                    .toList())
        .map(views -> Answer.ok(Map.of("incidents", views)));
  }

  private Future<Answer> incident(Request request) {
    return picture.get().map(now -> incident(request.path("id"), now));
  }

  private static Answer incident(String id, Picture now) {
    return now.world()
        .incident(id)
        .<Answer>map(it -> Answer.ok(IncidentViews.whole(it, now)))
        .orElseGet(() -> Answer.notFound("There is no incident \"" + id + "\""));
  }

  private Future<Answer> why(Request request) {
    Optional<NodeId> node = node(request, "node");
    if (node.isEmpty()) {
      return Future.succeededFuture(Answer.badRequest("\"node\" is missing"));
    }
    Subject subject =
        request
            .query("service")
            .map(service -> new Subject(node.get(), service))
            .orElseGet(() -> Subject.ofNode(node.get()));
    return picture.get().map(now -> Answer.ok(Views.why(subject, now)));
  }

  private Future<Answer> events(Request request) {
    EventQuery query = EventQuery.of(request);
    return find(node(request, "node"), query.before(), query, query.limit())
        .map(
            found -> {
              Map<String, Object> page = new LinkedHashMap<>();
              page.put("events", found.stream().map(this::event).toList());
              page.put(
                  "next",
                  found.size() < query.limit() ? null : found.getLast().cursor().toString());
              return Answer.ok(page);
            });
  }

  /** Of one node or of all. */
  private Future<List<EventHistory.Found>> find(
      Optional<NodeId> node, EventHistory.Cursor before, Predicate<Event> wanted, int limit) {
    Collection<NodeId> logs = node.isPresent() ? List.of(node.get()) : nodes.get();
    return vertx.executeBlocking(() -> history.before(logs, before, wanted, limit));
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
            Optional.empty(),
            EventHistory.Cursor.NEWEST,
            event -> AUDITED.contains(event.type()),
            request.query("limit", EventQuery.USUAL, EventQuery.MOST))
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
