package dev.homelab.hub;

import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Ulid;
import dev.homelab.hub.approval.ActionView;
import dev.homelab.hub.approval.Approvals;
import dev.homelab.hub.ingest.HubIngest;
import dev.homelab.hub.observer.Observer;
import dev.homelab.hub.presence.Presence;
import dev.homelab.hub.supervisor.SupervisorLoop;
import dev.homelab.inventory.Inventory;
import dev.homelab.launch.Ending;
import dev.homelab.launch.RepositoryWatch;
import dev.homelab.log.EventHistory;
import dev.homelab.log.LogGrowth;
import dev.homelab.log.LogLine;
import dev.homelab.log.LogWriter;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.sync.Poll;
import dev.homelab.sync.ingest.Ingest;
import dev.homelab.view.Picture;
import dev.homelab.view.WorldEndpoints;
import dev.homelab.web.Endpoint;
import dev.homelab.web.LiveStream;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The hub's parts, opened in the order of the circle, and how they hear of each other. */
final class HubParts {
  private static final System.Logger LOG = System.getLogger(HubParts.class.getName());
  private static final Duration RETENTION = Duration.ofDays(365);

  private final Vertx vertx;
  private final HubArguments arguments;
  private final DesiredState desired;
  private final Ending ending;
  private final HubFiles files;
  private final InstantSource clock = InstantSource.system();
  private final Instant serving = clock.instant();
  private final NodeId self;
  private final Context context;
  private final LogWriter log;
  private final EventQueue events;
  private final LiveStream stream;
  private final Observer observer;
  private final Tally tally = new Tally();
  private final Nodes nodes = new Nodes(tally);
  private final HubServer server;
  private final RoutingApprovals rules;
  private final OpenActions actions;
  private final WorldEndpoints worlds;
  private final Broadcast broadcast;
  private final RuntimeSummary summary;
  private volatile @Nullable Ingest ingest;
  private @Nullable SupervisorLoop supervisor;
  private Instant updated = clock.instant();

  /** A hub that serves. */
  record Running(String address, Optional<String> signInLink, List<Endpoint> table) {}

  static Future<Running> start(
      Vertx vertx, HubArguments arguments, Inventory inventory, Ending ending) {
    Context context = vertx.getOrCreateContext();
    return vertx
        .executeBlocking(() -> HubFiles.open(arguments, inventory))
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

  private HubParts(
      Vertx vertx, HubArguments arguments, Inventory inventory, Ending ending, HubFiles files) {
    this.vertx = vertx;
    this.arguments = arguments;
    this.ending = ending;
    this.files = files;
    this.self = inventory.hub();
    this.context = vertx.getOrCreateContext();
    this.log = new LogWriter(vertx, files.log(), HubParts::diskFailed);
    this.events = new EventQueue(log);
    this.desired =
        new DesiredState(
            new RepositoryWatch(vertx, arguments.repo(), inventory, files.revision()),
            events,
            clock);
    this.stream = new LiveStream(vertx, Ulid.next(serving));
    this.rules = new RoutingApprovals(() -> desired.inventory().routing(), nodes::isOffline);
    this.actions = new OpenActions(rules, this::actionChanged);
    EventHistory history = new EventHistory(files.disk(), arguments.root());
    this.worlds =
        new WorldEndpoints(
            vertx,
            () -> desired.inventory().nodes().keySet(),
            () -> Future.succeededFuture(picture()),
            history,
            stream);
    this.broadcast = new Broadcast(vertx, stream, this::picture);
    this.summary = new RuntimeSummary(vertx, files.disk(), arguments.root(), this::picture);
    this.observer =
        new Observer(vertx, files.disk(), arguments.root(), inventory, new ObserverListener());
    this.server = new HubServer(vertx, arguments, files, desired::inventory);
    log.onFlushed(() -> observer.grown(self, LocalDate.EPOCH, -1));
  }

  private static void diskFailed(Throwable failure) {
    LOG.log(Level.ERROR, "the log can't be written; the process ends to start again", failure);
    System.exit(1);
  }

  /** Logs, world, actions, nodes, decisions, people: once round the circle. */
  private Future<Running> start() {
    Router router = Router.router(vertx);
    ending.push("log", log::close);
    return server.open(router).compose(address -> round(router, address));
  }

  private Future<Running> round(Router router, String address) {
    return observer
        .start()
        .onSuccess(
            done -> {
              ending.push("observer", observer::stop);
              watchOwnLog();
            })
        .compose(done -> actions.open(vertx, files, arguments.root(), desired::inventory, log))
        .compose(
            approvals -> {
              ending.push("approvals", approvals::stop);
              return openIngest(router, approvals)
                  .compose(served -> decide(approvals, served))
                  .map(deciding -> serve(router, approvals, address));
            });
  }

  /** Its own node's agent writes to the same root. */
  private void watchOwnLog() {
    LogGrowth.watch(arguments.root(), self, clock, () -> observer.grown(self, LocalDate.EPOCH, -1))
        .ifPresent(growth -> ending.push("growth", () -> closed(growth)));
  }

  private Future<Ingest> openIngest(Router router, Approvals approvals) {
    HubIngest.Parts parts =
        new HubIngest.Parts(
            files.disk(),
            arguments.root(),
            self,
            files.registry(),
            files.key(),
            clock,
            RETENTION,
            log);
    return HubIngest.start(
            context,
            router,
            parts,
            new IngestObserver(approvals),
            new ApprovedDocuments(approvals),
            new InventorySites(desired::inventory))
        .onSuccess(
            opened -> {
              ingest = opened;
              ending.push("ingest", () -> closed(opened));
            });
  }

  private Future<Void> closed(AutoCloseable opened) {
    return vertx.executeBlocking(
        () -> {
          opened.close();
          return null;
        });
  }

  private Future<Void> decide(Approvals approvals, Ingest served) {
    Presence presence =
        new Presence(
            vertx,
            self,
            served,
            desired::inventory,
            node -> files.registry().live(node).isPresent(),
            observer.world(),
            events,
            clock);
    nodes.opened(served, presence);
    SupervisorLoop loop =
        new SupervisorLoop(
            vertx, approvals, desired::inventory, observer::world, nodes::knowledge, events, clock);
    supervisor = loop;
    presence.start();
    loop.start();
    ending.push("decisions", () -> stopped(presence, loop));
    return approvals
        .list(List.of(dev.homelab.action.ActionState.values()), 2_000)
        .onSuccess(views -> views.forEach(view -> loop.seen(view.action())))
        .mapEmpty();
  }

  private static Future<Void> stopped(Presence presence, SupervisorLoop loop) {
    presence.stop();
    loop.stop();
    return Future.succeededFuture();
  }

  private Running serve(Router router, Approvals approvals, String address) {
    server.serve(router, files, approvals, rules, worlds, this::picture, this::metrics, log);
    ending.push("server", server::close);
    broadcast.start();
    summary.start();
    desired.start(this::desiredChanged);
    events.add(
        Event.of(self, "hub", EventTypes.HUB_STARTED, Severity.INFO)
            .message("The hub serves")
            .details(Map.of("version", Hub.VERSION))
            .at(clock.instant()));
    return new Running(
        address,
        files.first() ? Optional.of(server.signInLink()) : Optional.empty(),
        server.table());
  }

  private String metrics() {
    return Metrics.of(picture(), tally, stream);
  }

  private void actionChanged(ActionView view) {
    if (supervisor != null) {
      supervisor.seen(view.action());
      stream.send("action", actions.view(view));
      nodes.wake(view.action().subject().node());
    }
  }

  private Picture picture() {
    return new Picture(
        observer.world(),
        desired.inventory(),
        List.copyOf(desired.inventory().nodes().keySet()),
        nodes.links(),
        supervisor == null ? Map.of() : supervisor.reasons(),
        actions.views(),
        desired.view(),
        List.of(),
        Optional.empty(),
        nodes.isIsolated(),
        serving,
        updated,
        clock.instant());
  }

  private void desiredChanged() {
    observer
        .changed(desired.inventory())
        .onFailure(failed -> LOG.log(Level.ERROR, "the logs can't be folded anew", failed));
    stream.send("revision", desired.view());
  }

  private void changed() {
    if (supervisor != null) {
      supervisor.nudge();
    }
    broadcast.nudge();
  }

  private final class ObserverListener implements Observer.Listener {
    @Override
    public void line(NodeId logNode, LogLine line, boolean live) {
      tally.line(logNode);
      actions.told(logNode, line.event());
      if (live) {
        stream.send("event", worlds.event(line.event()));
      }
    }

    @Override
    public void world(World world) {
      updated = clock.instant();
      changed();
    }

    @Override
    public void folded(NodeId node, Map<LocalDate, Long> lengths) {
      tally.length(node, lengths.values().stream().mapToLong(Long::longValue).sum());
      Ingest opened = ingest;
      if (opened != null) {
        opened.folded(node, lengths);
      }
    }
  }

  private final class IngestObserver implements HubIngest.Observer {
    private final Approvals approvals;

    private IngestObserver(Approvals approvals) {
      this.approvals = approvals;
    }

    @Override
    public void grown(NodeId node, LocalDate day, long length) {
      observer.grown(node, day, length);
    }

    @Override
    public void polled(NodeId node, Poll poll) {
      observer.grown(node, LocalDate.EPOCH, -1);
      approvals
          .reported(node, poll.content().actions())
          .onFailure(failed -> LOG.log(Level.WARNING, node + ": " + failed.getMessage()));
    }

    @Override
    public void caughtUp(NodeId node, boolean caughtUp) {
      changed();
    }

    @Override
    public void syncFailed(NodeId node, IOException cause) {
      diskFailed(cause);
    }
  }
}
