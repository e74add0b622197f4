package dev.homelab.edge;

import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionId;
import dev.homelab.disk.Disk;
import dev.homelab.edge.executor.Executor;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.event.Ulid;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Kept;
import dev.homelab.log.EventHistory;
import dev.homelab.log.LogLine;
import dev.homelab.supervision.Part;
import dev.homelab.supervision.PartStatus;
import dev.homelab.view.Link;
import dev.homelab.view.Picture;
import dev.homelab.view.RevisionView;
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
import dev.homelab.world.World;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The node's own server: the same app for its own node, signed in to with the local credential. */
final class LocalServer implements Part {
  private static final Logger LOG = System.getLogger(LocalServer.class.getName());

  private final Vertx vertx;
  private final AgentArguments arguments;
  private final Shown shown;
  private final Instant started;
  private final LiveStream stream;
  private final LocalSession session;
  private final LocalActions actions;
  private final WorldEndpoints worlds;
  private @Nullable Instant alone;
  private @Nullable HttpServer server;
  private int port;
  private String address = "";

  /**
   * What is shown, as it stands at each moment.
   *
   * @param sharedRoot whether the hub lives on the same root
   * @param confirm states what the node's watchers hold open (RULES W4)
   * @param looks at the node on request
   */
  record Shown(
      Supplier<Kept> repository,
      Supplier<World> world,
      Supplier<Executor> executor,
      Supplier<List<PartStatus>> parts,
      BooleanSupplier sharedRoot,
      Supplier<Future<Void>> confirm,
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
    this.started = started;
    this.stream = new LiveStream(vertx, Ulid.next(started));
    this.actions = new LocalActions(arguments.node(), shown.executor(), this::inventory);
    this.worlds =
        new WorldEndpoints(
            vertx,
            () -> List.of(arguments.node()),
            () -> actions.all().map(this::picture),
            new EventHistory(disk, arguments.root()),
            stream);
  }

  @Override
  public String name() {
    return "server";
  }

  /** Succeeds when it listens: the second time, too, where it did the first time. */
  @Override
  public Future<Void> start() {
    Router router = Router.router(vertx);
    new Routes(session).mount(router, table());
    AppFiles.mount(router);
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

  /** Where it listens. */
  String address() {
    return address;
  }

  /** One bad request is no reason to cut the others off. */
  @Override
  public boolean outlivesExceptions() {
    return true;
  }

  private Inventory inventory() {
    return shown.repository().get().inventory();
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
                r -> shown.confirm().get().map(done -> Answer.nothing()))));
    table.addAll(shown.looks().table());
    table.addAll(session.table());
    table.addAll(actions.table());
    table.addAll(worlds.table());
    return table;
  }

  private static Future<Answer> answer(Object body) {
    return Future.succeededFuture(Answer.ok(body));
  }

  private Future<Answer> me(Request request) {
    Map<String, Object> server = new LinkedHashMap<>();
    server.put("kind", "site");
    server.put("node", arguments.node().name());
    server.put("version", Agent.VERSION);
    server.put("zone", inventory().zone().getId());
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
    return shown.sharedRoot().getAsBoolean() ? List.of() : Abilities.of(actions.table());
  }

  private Picture picture(List<Map<String, Object>> actions) {
    NodeId node = arguments.node();
    Instant now = Instant.now();
    return new Picture(
        shown.world().get(),
        inventory(),
        List.of(node),
        Map.of(node, new Link(Optional.of(now), true, 0, 0, 0, Optional.empty(), Optional.empty())),
        Map.<Subject, List<dev.homelab.rules.Reason>>of(),
        actions,
        RevisionView.of(shown.repository().get(), now),
        shown.parts().get().stream().map(part -> part.view("agent")).toList(),
        Optional.ofNullable(alone),
        false,
        started,
        now,
        now,
        commit -> OptionalInt.empty());
  }

  /** The node's log has new lines. */
  void lines(List<LogLine> lines) {
    stream.sendAll(
        "event", lines.stream().map(line -> EventJson.bytes(worlds.event(line.event()))).toList());
    if (stream.isHeard()) {
      lines.stream()
          .flatMap(line -> ActionFact.read(line.event(), arguments.node()).stream())
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

  /** The hub does not answer. */
  void alone(String trouble) {
    if (alone == null) {
      alone = Instant.now();
      stream.send("alone", Map.of("since", EventJson.time(alone), "trouble", trouble));
    }
  }

  /** The hub has answered. */
  void together() {
    if (alone != null) {
      alone = null;
      stream.send("alone", Map.of());
    }
  }

  @Override
  public Future<Void> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }
}
