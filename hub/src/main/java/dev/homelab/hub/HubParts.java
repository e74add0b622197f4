package dev.homelab.hub;

import dev.homelab.action.Action;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionState;
import dev.homelab.action.Clocks;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.FileDisk;
import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.event.Ulid;
import dev.homelab.hub.api.ActionEndpoints;
import dev.homelab.hub.api.HandEndpoints;
import dev.homelab.hub.api.HubAccess;
import dev.homelab.hub.api.SessionEndpoints;
import dev.homelab.hub.api.WorldEndpoints;
import dev.homelab.hub.approval.ActionView;
import dev.homelab.hub.approval.Approvals;
import dev.homelab.hub.approval.HubSettings;
import dev.homelab.hub.ingest.HubIngest;
import dev.homelab.hub.observer.Observer;
import dev.homelab.hub.presence.Presence;
import dev.homelab.hub.supervisor.SupervisorLoop;
import dev.homelab.inventory.Inventory;
import dev.homelab.launch.Ending;
import dev.homelab.log.EventHistory;
import dev.homelab.log.EventLog;
import dev.homelab.log.LogLine;
import dev.homelab.log.LogSettings;
import dev.homelab.log.LogWriter;
import dev.homelab.redact.Redactor;
import dev.homelab.routing.RoutingFile;
import dev.homelab.rules.Circumstances;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.KeyFile;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.Poll;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.ingest.Ingest;
import dev.homelab.sync.ingest.NodeLink;
import dev.homelab.view.Link;
import dev.homelab.view.Picture;
import dev.homelab.web.Answer;
import dev.homelab.web.AppFiles;
import dev.homelab.web.Endpoint;
import dev.homelab.web.LiveStream;
import dev.homelab.web.Routes;
import dev.homelab.web.Secrets;
import dev.homelab.web.Sessions;
import dev.homelab.web.TokenFile;
import dev.homelab.world.Confirmation;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The hub's parts, opened in the order of the circle, and how they hear of each other. */
final class HubParts {
  private static final System.Logger LOG = System.getLogger(HubParts.class.getName());
  private static final Duration RETENTION = Duration.ofDays(365);
  private static final int IDLE_SECONDS = 11 * 60;
  private static final String VERSION = "0.1.0";

  private final Vertx vertx;
  private final HubArguments arguments;
  private final Inventory inventory;
  private final Ending ending;
  private final Disk disk = new FileDisk();
  private final InstantSource clock = InstantSource.system();
  private final Instant serving = clock.instant();
  private final NodeId self;
  private final Context context;
  private final Map<String, ActionView> open = new TreeMap<>();
  private final List<LogLine> before = new ArrayList<>();
  private final List<NodeId> beforeLogs = new ArrayList<>();
  private final Opened files;
  private final LogWriter log;
  private final EventQueue events;
  private final LiveStream stream;
  private final Observer observer;
  private final RoutingApprovals rules;
  private final Broadcast broadcast;
  private @Nullable Ingest ingest;
  private @Nullable Presence presence;
  private @Nullable Approvals approvals;
  private @Nullable SupervisorLoop supervisor;
  private @Nullable ActionEndpoints actions;
  private @Nullable WorldEndpoints worlds;
  private Instant updated = clock.instant();
  private String address = "";

  /** What is read from disk before anything runs. */
  private record Opened(
      SigningKey key,
      NodeRegistry registry,
      Sessions sessions,
      String cliToken,
      String readToken,
      boolean first,
      EventLog log,
      String table) {}

  /** A hub that serves. */
  record Running(String address, Optional<String> signInLink) {}

  static Future<Running> start(
      Vertx vertx, HubArguments arguments, Inventory inventory, Ending ending) {
    Context context = vertx.getOrCreateContext();
    return vertx
        .executeBlocking(() -> open(arguments, inventory))
        .compose(
            files ->
                Future.future(
                    started ->
                        context.runOnContext(
                            run ->
                                new HubParts(vertx, arguments, inventory, ending, files)
                                    .start()
                                    .onComplete(started))));
  }

  private static Opened open(HubArguments arguments, Inventory inventory) throws IOException {
    Disk disk = new FileDisk();
    Path root = arguments.root();
    Path state = root.resolve("state");
    DiskFiles.createDirectories(disk, state);
    boolean first = !Files.exists(state.resolve("cli-token"));
    return new Opened(
        KeyFile.loadOrCreate(root, "hub"),
        NodeRegistry.open(disk, root),
        Sessions.open(disk, state.resolve("sessions.json"), InstantSource.system()),
        TokenFile.loadOrCreate(state.resolve("cli-token")),
        TokenFile.loadOrCreate(state.resolve("read-token")),
        first,
        EventLog.openAppender(
            disk, root, inventory.hub(), LogSettings.DEFAULT, InstantSource.system()),
        Secrets.hash(Files.readString(arguments.repo().resolve(RoutingFile.FILE))));
  }

  private HubParts(
      Vertx vertx, HubArguments arguments, Inventory inventory, Ending ending, Opened files) {
    this.vertx = vertx;
    this.arguments = arguments;
    this.inventory = inventory;
    this.ending = ending;
    this.files = files;
    this.self = inventory.hub();
    this.context = vertx.getOrCreateContext();
    this.log = new LogWriter(vertx, files.log(), HubParts::diskFailed);
    this.events = new EventQueue(log);
    this.stream = new LiveStream(vertx, Ulid.next(serving));
    this.rules = new RoutingApprovals(inventory::routing, this::isOffline);
    this.broadcast = new Broadcast(vertx, stream, this::picture);
    this.observer =
        new Observer(
            vertx, disk, arguments.root(), inventory, files.table(), new ObserverListener());
    log.onFlushed(() -> observer.grown(self, LocalDate.EPOCH, -1));
  }

  private static void diskFailed(Throwable failure) {
    LOG.log(Level.ERROR, "the log can't be written; the process ends to start again", failure);
    System.exit(1);
  }

  private Future<Running> start() {
    Router router = Router.router(vertx);
    return observer
        .start()
        .onSuccess(done -> ending.push("observer", observer::stop))
        .compose(done -> openApprovals())
        .compose(done -> openIngest(router))
        .compose(done -> serve(router));
  }

  private Future<Void> openApprovals() {
    HubSettings settings =
        new HubSettings(
            self,
            rules,
            Clocks.system(() -> true),
            proposal ->
                inventory.nodes().containsKey(proposal.subject().node())
                    ? Optional.empty()
                    : Optional.of("node " + proposal.subject().node() + " is not in the topology"),
            Redactor.shapesOnly()::redact);
    return Approvals.open(vertx, disk, arguments.root(), settings, log, this::changed)
        .compose(
            opened -> {
              approvals = opened;
              ending.push("approvals", opened::stop);
              return opened.list(List.of(ActionState.values()), 2_000);
            })
        .map(
            views -> {
              supervisor =
                  new SupervisorLoop(
                      vertx,
                      approvals(),
                      () -> inventory,
                      observer::world,
                      this::knowledge,
                      events,
                      clock);
              views.forEach(this::remember);
              for (int i = 0; i < before.size(); i++) {
                apply(beforeLogs.get(i), before.get(i).event());
              }
              before.clear();
              return null;
            });
  }

  private Approvals approvals() {
    if (approvals == null) {
      throw new IllegalStateException("the approvals are not open yet");
    }
    return approvals;
  }

  private void remember(ActionView view) {
    Action action = view.action();
    if (action.state().isOpen()) {
      open.put(action.id().text(), view);
    } else {
      open.remove(action.id().text());
    }
    if (supervisor != null) {
      supervisor.seen(action);
    }
  }

  private void changed(ActionView view) {
    remember(view);
    if (actions != null) {
      stream.send("action", actions.view(view));
    }
    if (ingest != null) {
      ingest.wake(view.action().subject().node());
    }
  }

  private Future<Void> openIngest(Router router) {
    return HubIngest.start(
            context,
            router,
            new HubIngest.Parts(
                disk, arguments.root(), self, files.registry(), files.key(), clock, RETENTION, log),
            new IngestObserver(),
            new ApprovedDocuments(),
            new InventorySites())
        .map(
            opened -> {
              ingest = opened;
              ending.push(
                  "ingest",
                  () ->
                      vertx.executeBlocking(
                          () -> {
                            opened.close();
                            return null;
                          }));
              presence =
                  new Presence(
                      vertx,
                      self,
                      opened,
                      () -> inventory,
                      node -> files.registry().live(node).isPresent(),
                      observer.world(),
                      events,
                      clock);
              return null;
            });
  }

  private Future<Running> serve(Router router) {
    HubAccess access = new HubAccess(files.sessions(), files.cliToken(), files.readToken());
    SessionEndpoints sessions =
        new SessionEndpoints(vertx, files.sessions(), this::server, () -> address);
    actions = new ActionEndpoints(approvals(), rules, inventory::wants, this::definition, clock);
    worlds =
        new WorldEndpoints(vertx, this::picture, new EventHistory(disk, arguments.root()), stream);
    HandEndpoints hand =
        new HandEndpoints(
            vertx, self, this::picture, log, files.registry(), files.key().verifyKey(), clock);
    List<Endpoint> table = new ArrayList<>();
    table.add(Endpoint.get("/healthz", Endpoint.May.ANYONE, request -> up()));
    table.add(Endpoint.get("/readyz", Endpoint.May.ANYONE, request -> up()));
    table.addAll(sessions.table());
    table.addAll(worlds.table());
    table.addAll(actions.table());
    table.addAll(hand.table());
    new Routes(access).mount(router, table);
    AppFiles.mount(router);
    HttpServer server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setPort(arguments.port())
                .setHost(arguments.bind())
                .setIdleTimeout(IDLE_SECONDS)
                .setCompressionSupported(false));
    return server
        .requestHandler(router)
        .listen()
        .map(
            listening -> {
              address = "http://%s:%d".formatted(arguments.bind(), listening.actualPort());
              ending.push("server", listening::close);
              begin();
              return new Running(
                  address, files.first() ? Optional.of(sessions.link()) : Optional.empty());
            });
  }

  private static Future<Answer> up() {
    return Future.succeededFuture(Answer.ok(Map.of("status", "up")));
  }

  private void begin() {
    if (presence != null) {
      presence.start();
    }
    if (supervisor != null) {
      supervisor.start();
    }
    broadcast.start();
    events.add(
        Event.of(self, "hub", EventTypes.HUB_STARTED, Severity.INFO)
            .message("The hub serves")
            .details(Map.of("version", VERSION))
            .at(clock.instant()));
  }

  private Map<String, Object> server() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("kind", "mesh");
    view.put("node", self.name());
    view.put("version", VERSION);
    view.put("zone", inventory.zone().getId());
    view.put("runtime", arguments.runtime());
    view.put("lab", arguments.lab().orElse(null));
    return view;
  }

  private Optional<String> definition(Subject subject) {
    Confirmation confirmation = observer.world().confirmations().get(subject.node());
    return confirmation == null
        ? Optional.empty()
        : Optional.ofNullable(confirmation.definitions().get(subject.service()));
  }

  private boolean isOffline(NodeId node) {
    return presence != null && presence.isOffline(node);
  }

  private Map<NodeId, Circumstances.Knowledge> knowledge() {
    Map<NodeId, Circumstances.Knowledge> knowledge = new HashMap<>();
    for (NodeLink link : links()) {
      knowledge.put(
          link.node(),
          new Circumstances.Knowledge(
              link.caughtUp(), isOffline(link.node()), link.refused(), link.skew().ahead()));
    }
    return knowledge;
  }

  private List<NodeLink> links() {
    return ingest == null ? List.of() : ingest.links();
  }

  private Picture picture() {
    Map<NodeId, Link> links = new HashMap<>();
    for (NodeLink link : links()) {
      links.put(
          link.node(),
          new Link(
              link.heard(),
              link.caughtUp(),
              link.behindBytes(),
              link.skew().ahead().toMillis() / 1000.0,
              link.refused()));
    }
    return new Picture(
        observer.world(),
        inventory,
        List.copyOf(inventory.nodes().keySet()),
        links,
        supervisor == null ? Map.of() : supervisor.reasons(),
        actions == null ? List.of() : open.values().stream().map(actions::view).toList(),
        revision(),
        List.of(),
        Optional.empty(),
        presence != null && presence.isolated(),
        serving,
        updated,
        clock.instant());
  }

  private Map<String, Object> revision() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("commit", null);
    view.put("branch", null);
    view.put("age_seconds", null);
    view.put("state", "good");
    view.put("faults", List.of());
    return view;
  }

  private void apply(NodeId logNode, Event event) {
    ActionFact.read(event, logNode)
        .ifPresent(
            fact ->
                approvals()
                    .apply(fact)
                    .onFailure(
                        failed -> LOG.log(Level.WARNING, fact.id() + ": " + failed.getMessage())));
  }

  private final class ObserverListener implements Observer.Listener {
    @Override
    public void line(NodeId logNode, LogLine line, boolean live) {
      boolean ofAction = line.event().type().startsWith("action_");
      if (ofAction && approvals == null) {
        before.add(line);
        beforeLogs.add(logNode);
      } else if (ofAction) {
        apply(logNode, line.event());
      }
      if (live && worlds != null) {
        stream.send("event", worlds.event(line.event()));
      }
    }

    @Override
    public void world(World world) {
      updated = clock.instant();
      if (supervisor != null) {
        supervisor.nudge();
      }
      broadcast.nudge();
    }

    @Override
    public void folded(NodeId node, Map<LocalDate, Long> lengths) {
      Ingest opened = ingest;
      if (opened != null) {
        opened.folded(node, lengths);
      }
    }
  }

  private final class IngestObserver implements HubIngest.Observer {
    @Override
    public void grown(NodeId node, LocalDate day, long length) {
      observer.grown(node, day, length);
    }

    @Override
    public void polled(NodeId node, Poll poll) {
      observer.grown(node, LocalDate.EPOCH, -1);
      approvals()
          .reported(node, poll.content().actions())
          .onFailure(failed -> LOG.log(Level.WARNING, node + ": " + failed.getMessage()));
    }

    @Override
    public void caughtUp(NodeId node, boolean caughtUp) {
      if (supervisor != null) {
        supervisor.nudge();
      }
      broadcast.nudge();
    }

    @Override
    public void syncFailed(NodeId node, IOException cause) {
      diskFailed(cause);
    }
  }

  private final class ApprovedDocuments implements HubIngest.Documents {
    @Override
    public String waiting(NodeId node, Poll poll) {
      return approvals().waiting(node);
    }

    @Override
    public Future<Delivery> deliver(NodeId node, Poll poll) {
      return approvals()
          .documentsFor(node)
          .map(texts -> new Delivery(texts, List.of(), Optional.empty(), Map.of()));
    }
  }

  private final class InventorySites implements HubIngest.Sites {
    @Override
    public Optional<String> siteOf(NodeId node) {
      return inventory.site(node).map(it -> it.name());
    }

    @Override
    public Optional<NodeId> gatewayOf(String site) {
      return Optional.ofNullable(inventory.sites().get(site)).flatMap(it -> it.gateway());
    }
  }
}
