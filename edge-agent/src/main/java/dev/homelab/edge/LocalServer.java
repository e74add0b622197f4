package dev.homelab.edge;

import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionId;
import dev.homelab.disk.Disk;
import dev.homelab.edge.alone.AloneLoop;
import dev.homelab.edge.executor.Executor;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventSink;
import dev.homelab.event.NodeId;
import dev.homelab.event.Ulid;
import dev.homelab.inventory.Node;
import dev.homelab.log.EventHistory;
import dev.homelab.log.LogLine;
import dev.homelab.supervision.Part;
import dev.homelab.view.Broadcast;
import dev.homelab.view.HandEndpoints;
import dev.homelab.view.WorldEndpoints;
import dev.homelab.web.Abilities;
import dev.homelab.web.Answer;
import dev.homelab.web.ApiDocument;
import dev.homelab.web.AppFiles;
import dev.homelab.web.Endpoint;
import dev.homelab.web.Endpoint.May;
import dev.homelab.web.LiveStream;
import dev.homelab.web.Request;
import dev.homelab.web.Routes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The node's own server: the same app for its own node, signed in to with the local credential. */
final class LocalServer implements Part, AloneLoop.Listener {
  private static final Logger LOG = System.getLogger(LocalServer.class.getName());

  private static final String SOURCE = "local";

  /** For what no line tells: that a member is silent. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  /** Each look reads the files of actions. */
  private static final Duration LOOK_REST = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final AgentArguments arguments;
  private final Shown shown;
  private final LiveStream stream;
  private final Broadcast broadcast;
  private final LocalSession session;
  private final LocalActions actions;
  private final LocalPicture picture;
  private final HandEndpoints hands;
  private final WorldEndpoints worlds;
  private final Router router;
  private String trouble = "";
  private @Nullable HttpServer server;
  private int port;
  private String address = "";

  /**
   * What is shown, and done.
   *
   * @param orders give members what was decided here
   * @param sharedRoot whether the hub lives on the same root
   * @param confirm states what the node's watchers hold open (RULES W4)
   * @param looks at the node on request
   */
  record Shown(
      LocalPicture.Sources sources,
      LocalActions.Orders orders,
      Supplier<Executor> executor,
      BooleanSupplier sharedRoot,
      Supplier<Future<Void>> confirm,
      EventSink log,
      NodeLooks looks) {}

  LocalServer(
      Vertx vertx,
      AgentArguments arguments,
      Shown shown,
      Disk disk,
      LocalSession session,
      Instant started) {
    this.vertx = vertx;
    this.arguments = arguments;
    this.shown = shown;
    this.port = arguments.port();
    this.session = session;
    this.stream = new LiveStream(vertx, Ulid.next(started));
    this.actions =
        new LocalActions(
            arguments.node(),
            shown.executor(),
            () -> shown.sources().repository().get().inventory(),
            () -> shown.sources().members().get().keySet(),
            shown.orders());
    this.picture = new LocalPicture(arguments.node(), shown.sources(), actions::all, started);
    this.broadcast = new Broadcast(vertx, stream, picture::withoutWaiting, LOOK_EVERY, LOOK_REST);
    this.hands =
        new HandEndpoints(
            arguments.node(), SOURCE, picture::whole, shown.log(), InstantSource.system());
    this.worlds =
        new WorldEndpoints(
            vertx,
            picture::nodes,
            picture::whole,
            new EventHistory(disk, arguments.root()),
            stream);
    this.router = Router.router(vertx);
    new Routes(session).mount(router, table());
    AppFiles.mount(router);
  }

  @Override
  public String name() {
    return "server";
  }

  /** Succeeds when it listens: the second time, too, where it did the first time. */
  @Override
  public Future<Void> start() {
    return vertx
        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
        .requestHandler(router)
        .listen()
        .onSuccess(
            listening -> {
              server = listening;
              port = listening.actualPort();
              address = "http://127.0.0.1:" + port;
            })
        .mapEmpty();
  }

  /** Answers what comes in by another door, on the same event loop. */
  void handle(HttpServerRequest request) {
    router.handle(request);
  }

  int port() {
    return port;
  }

  /** Where it listens. */
  String address() {
    return address;
  }

  /** One bad request is no reason to cut the others off. */
  @Override
  public boolean outlivesExceptions() {
    return true;
  }

  /** All that is served. */
  List<Endpoint> table() {
    List<Endpoint> table = new ArrayList<>(ApiDocument.table());
    table.addAll(
        List.of(
            Endpoint.get("/healthz", May.ANYONE, request -> answer(Map.of("status", "up"))),
            Endpoint.get("/readyz", May.ANYONE, request -> answer(Map.of("status", "up"))),
            Endpoint.get("/api/v1/me", May.READ, this::me),
            Endpoint.post(
                "/api/v1/confirm",
                May.WRITE,
                r -> shown.confirm().get().map(done -> Answer.nothing())),
            Endpoint.post("/api/v1/sign-in-links", May.WRITE, this::newLink)));
    table.addAll(shown.looks().table());
    table.addAll(session.table());
    table.addAll(actions.table());
    table.addAll(hands.table());
    table.addAll(worlds.table());
    return table;
  }

  private static Future<Answer> answer(Object body) {
    return Future.succeededFuture(Answer.ok(body));
  }

  /** One that a phone on the LAN can open, where the node is on one. */
  private Future<Answer> newLink(Request request) {
    String at = dashboard().orElse(address);
    return answer(Map.of("url", at + "/sign-in#" + session.newCode()));
  }

  /** Where a phone on the LAN finds it; empty where the node is on none. */
  Optional<String> dashboard() {
    return onLan().flatMap(self -> self.dashboard(port));
  }

  /** The node, with its address on the LAN; a lab's nodes share one machine and are on none. */
  Optional<Node> onLan() {
    return arguments.lab().isPresent()
        ? Optional.empty()
        : Optional.ofNullable(picture.inventory().nodes().get(arguments.node()));
  }

  private Future<Answer> me(Request request) {
    Map<String, Object> server = new LinkedHashMap<>();
    server.put("kind", "site");
    server.put("node", arguments.node().name());
    server.put("version", Agent.VERSION);
    server.put("zone", picture.inventory().zone().getId());
    server.put(
        "runtime",
        arguments.lab().isEmpty()
            ? "node"
            : arguments.engine().startsWith("lab:") ? "process" : "docker");
    server.put("lab", arguments.lab().orElse(null));
    server.put("can", can());
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("operator", request.caller().name());
    view.put("via", request.caller().csrf().isPresent() ? "session" : "token");
    view.put("csrf", request.caller().csrf().orElse(null));
    view.put("server", server);
    return answer(view);
  }

  /** On a root that is the hub's, actions are decided there (RULES Y10). */
  private List<String> can() {
    List<Endpoint> table = new ArrayList<>(actions.table());
    table.addAll(hands.table());
    return shown.sharedRoot().getAsBoolean() ? List.of() : Abilities.of(table);
  }

  /** Sends what changes to those who look. */
  Broadcast broadcast() {
    return broadcast;
  }

  /** A node's log, this one's or a member's, has new lines. */
  void lines(NodeId log, List<LogLine> lines) {
    if (stream.isHeard()) {
      show(log, lines);
    } else {
      stream.skip(lines.size());
    }
    broadcast.nudge();
  }

  private void show(NodeId log, List<LogLine> lines) {
    stream.sendAll(
        "event", lines.stream().map(line -> EventJson.bytes(worlds.event(line.event()))).toList());
    if (log.equals(arguments.node())) {
      lines.stream()
          .flatMap(line -> ActionFact.read(line.event(), log).stream())
          .map(ActionFact::id)
          .distinct()
          .forEach(this::changed);
    }
  }

  private void changed(ActionId id) {
    actions
        .find(id)
        .onSuccess(found -> found.ifPresent(view -> stream.send("action", view)))
        .onFailure(failed -> LOG.log(Level.WARNING, id + ": " + failed.getMessage()));
  }

  /** Why the hub could not be reached last. */
  void trouble(String why) {
    trouble = why;
  }

  /** Since when the node has not heard its hub; empty while it has. */
  Optional<Instant> aloneSince() {
    return Optional.ofNullable(picture.alone());
  }

  @Override
  public void alone(Instant since) {
    picture.alone(since);
    stream.send("alone", Map.of("since", EventJson.time(since), "trouble", trouble));
  }

  @Override
  public void together() {
    if (picture.alone() != null) {
      picture.alone(null);
      stream.send("alone", Map.of());
    }
  }

  @Override
  public Future<Void> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }
}
