package dev.homelab.hub;

import dev.homelab.event.EventQueue;
import dev.homelab.event.EventSink;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.hub.api.ActionEndpoints;
import dev.homelab.hub.api.GroupEndpoints;
import dev.homelab.hub.api.HubAccess;
import dev.homelab.hub.api.NodeEndpoints;
import dev.homelab.hub.api.SessionEndpoints;
import dev.homelab.hub.api.SilenceEndpoints;
import dev.homelab.hub.approval.Approvals;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.supervision.Part;
import dev.homelab.view.HandEndpoints;
import dev.homelab.view.Picture;
import dev.homelab.view.WorldEndpoints;
import dev.homelab.web.Abilities;
import dev.homelab.web.Access;
import dev.homelab.web.Answer;
import dev.homelab.web.ApiDocument;
import dev.homelab.web.AppFiles;
import dev.homelab.web.Connections;
import dev.homelab.web.Endpoint;
import dev.homelab.web.FailedSignIns;
import dev.homelab.web.MetricsText;
import dev.homelab.web.Readiness;
import dev.homelab.web.Routes;
import dev.homelab.world.Confirmation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The hub's HTTP server: people's API and app beside the nodes' sync, on one port. */
final class HubServer implements Part {
  /** Longer than the longest poll is held. */
  private static final int IDLE_SECONDS = 11 * 60;

  private final Vertx vertx;
  private final HubArguments arguments;
  private final Supplier<Inventory> inventory;
  private final EventSink log;
  private final Router router;
  private final SessionEndpoints sessions;
  private @Nullable HttpServer server;
  private final Readiness readiness = new Readiness();
  private final Connections connections = new Connections();
  private final List<Endpoint> table = new ArrayList<>();
  private int port;
  private String address = "";

  /** Until {@link #serve} it is ready for nothing. */
  HubServer(Ground ground, Supplier<Inventory> inventory, Router router) {
    this.vertx = ground.vertx();
    this.log = ground.log();
    this.router = router;
    this.arguments = ground.arguments();
    this.port = arguments.port();
    this.inventory = inventory;
    this.sessions =
        new SessionEndpoints(
            ground.vertx(),
            inventory.get().hub(),
            new EventQueue(ground.vertx(), ground.log()),
            InstantSource.system(),
            ground.files().sessions(),
            this::description,
            () -> address);
    table.addAll(readiness.table());
    new Routes(context -> Optional.empty()).mount(router, table);
    readiness.guard(router);
  }

  @Override
  public String name() {
    return "server";
  }

  /** Succeeds when it listens: the second time, too, where it did the first time. */
  @Override
  public Future<Void> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setPort(port)
            .setHost(arguments.bind())
            .setHttp2ClearTextEnabled(false)
            .setIdleTimeout(IDLE_SECONDS);
    return vertx
        .createHttpServer(options)
        .connectionHandler(connections::opened)
        .requestHandler(router)
        .listen()
        .onSuccess(
            listening -> {
              server = listening;
              port = listening.actualPort();
              address = "http://%s:%d".formatted(arguments.bind(), port);
            })
        .mapEmpty();
  }

  /** One bad request is no reason to cut the others off. */
  @Override
  public boolean outlivesExceptions() {
    return true;
  }

  @Override
  public Future<Void> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }

  /** Mounts the API; from now on all is served. */
  void serve(
      HubFiles files,
      Approvals approvals,
      RoutingApprovals rules,
      WorldEndpoints worlds,
      Supplier<Picture> picture,
      Supplier<String> metrics,
      Function<NodeId, Future<Boolean>> readmission) {
    InstantSource clock = InstantSource.system();
    List<Endpoint> api = new ArrayList<>(ApiDocument.table());
    api.add(
        Endpoint.get(
            "/metrics",
            Endpoint.May.READ,
            request ->
                Future.succeededFuture(new Answer.Text(MetricsText.CONTENT_TYPE, metrics.get()))));
    api.addAll(sessions.table());
    api.addAll(worlds.table());
    api.addAll(
        new ActionEndpoints(
                approvals,
                rules,
                subject -> inventory.get().wants(subject),
                subject -> definition(subject, picture.get()),
                clock)
            .table());
    api.addAll(new GroupEndpoints(approvals).table());
    api.addAll(
        new HandEndpoints(
                inventory.get().hub(),
                "hub",
                () -> Future.succeededFuture(picture.get()),
                log,
                clock)
            .table());
    api.addAll(new SilenceEndpoints(inventory.get().hub(), picture, log, clock).table());
    api.addAll(
        new NodeEndpoints(
                vertx,
                inventory,
                log,
                files.registry(),
                files.key().verifyKey(),
                readmission,
                clock)
            .table());
    HubAccess access =
        new HubAccess(files.sessions(), files.cliToken(), files.readToken(), new FailedSignIns());
    new Routes(new Noted(access)).mount(router, api);
    AppFiles.mount(router);
    table.addAll(api);
    readiness.ready();
  }

  /** Tells the connections whose they are. */
  private final class Noted implements Access {
    private final Access access;

    private Noted(Access access) {
      this.access = access;
    }

    @Override
    public Optional<Caller> caller(RoutingContext context) {
      Optional<Caller> caller = access.caller(context);
      caller.ifPresent(
          one -> connections.known(context.request().connection(), "person " + one.name()));
      return caller;
    }

    @Override
    public Answer.Problem stranger(RoutingContext context) {
      return access.stranger(context);
    }
  }

  /** Those of this server, whoever opened them. */
  Connections connections() {
    return connections;
  }

  /** All that is served to people. */
  List<Endpoint> table() {
    return List.copyOf(table);
  }

  private static Optional<String> definition(Subject subject, Picture picture) {
    Confirmation confirmation = picture.world().confirmations().get(subject.node());
    return confirmation == null
        ? Optional.empty()
        : Optional.ofNullable(confirmation.definitions().get(subject.service()));
  }

  private Map<String, Object> description() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("kind", "mesh");
    view.put("node", inventory.get().hub().name());
    view.put("version", Hub.VERSION);
    view.put("zone", inventory.get().zone().getId());
    view.put("runtime", arguments.runtime());
    view.put("lab", arguments.lab().orElse(null));
    view.put("can", Abilities.of(table));
    return view;
  }

  String address() {
    return address;
  }

  String signInLink() {
    return sessions.link();
  }
}
