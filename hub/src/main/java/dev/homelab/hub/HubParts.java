package dev.homelab.hub;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Ulid;
import dev.homelab.hub.approval.ActionView;
import dev.homelab.hub.observer.Observer;
import dev.homelab.hub.observer.UnknownNodes;
import dev.homelab.hub.observer.UnreadableLogs;
import dev.homelab.hub.supervisor.SupervisorLoop;
import dev.homelab.inventory.LastGood;
import dev.homelab.launch.Ending;
import dev.homelab.launch.FirstReading;
import dev.homelab.log.EventHistory;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.supervision.Part;
import dev.homelab.supervision.PartNews;
import dev.homelab.supervision.PartReport;
import dev.homelab.supervision.Supervision;
import dev.homelab.supervision.SupervisionSettings;
import dev.homelab.view.Broadcast;
import dev.homelab.view.Picture;
import dev.homelab.view.WorldEndpoints;
import dev.homelab.web.Endpoint;
import dev.homelab.web.LiveStream;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The hub's parts, made and opened in the order of the circle, and how they hear of each other. */
final class HubParts {
  private static final System.Logger LOG = System.getLogger(HubParts.class.getName());

  private final Ending ending;
  private final FirstReading first;
  private final Ground ground;
  private final NodeId self;
  private final DesiredState desired;
  private final Tally tally = new Tally();
  private final Nodes nodes = new Nodes(tally);
  private final RoutingApprovals rules;
  private final LiveStream stream;
  private final WorldEndpoints worlds;
  private final HubServer server;
  private final OpenActions actions;
  private final UnknownNodes unknown;
  private final Observer observer;
  private final SupervisorLoop supervisor;
  private final NodeParts nodeParts;
  private final PartReport report;
  private final Supervision supervision;
  private final HubPicture picture;
  private final Broadcast broadcast;
  private final List<Part> inOrder;

  /** A hub that serves. */
  record Running(
      String address, Optional<String> signInLink, List<Endpoint> table, Supervision supervision) {}

  /** The hub's own copy of the last repository that checked. */
  static LastGood lastGood(HubArguments arguments) {
    return new LastGood(new FileDisk(), arguments.root().resolve("state/last-good/hub"));
  }

  static Future<Running> start(
      Vertx vertx, HubArguments arguments, FirstReading first, Ending ending) {
    Context context = vertx.getOrCreateContext();
    return vertx
        .executeBlocking(() -> HubFiles.open(arguments, first.kept().inventory()))
        .compose(
            files ->
                Future.future(
                    started ->
                        context.runOnContext(
                            run ->
                                new HubParts(
                                        Ground.of(vertx, arguments, files, first), first, ending)
                                    .start()
                                    .onComplete(started))));
  }

  private HubParts(Ground ground, FirstReading first, Ending ending) {
    Vertx vertx = ground.vertx();
    InstantSource clock = ground.clock();
    Instant serving = clock.instant();
    this.ending = ending;
    this.first = first;
    this.ground = ground;
    this.self = first.kept().inventory().hub();
    this.desired =
        new DesiredState(ground.repository(), ground.events(), clock, this::desiredChanged);
    this.rules = new RoutingApprovals(desired::inventory, nodes::isOffline);
    this.stream = new LiveStream(vertx, Ulid.next(serving));
    this.worlds =
        new WorldEndpoints(
            vertx,
            () -> desired.inventory().nodes().keySet(),
            () -> Future.succeededFuture(picture()),
            new EventHistory(ground.disk(), ground.root()),
            stream);
    Router router = Router.router(vertx);
    this.server = new HubServer(ground, desired::inventory, router);
    this.actions =
        new OpenActions(
            ground, rules, desired::inventory, () -> world().actions(), this::actionChanged);
    this.unknown =
        new UnknownNodes(
            vertx,
            ground.disk(),
            ground.root(),
            self,
            () -> desired.inventory().names().keySet(),
            ground.events(),
            clock);
    this.observer = observer();
    this.supervisor =
        new SupervisorLoop(
            vertx,
            actions.approvals(),
            desired::inventory,
            observer::world,
            nodes::knowledge,
            ground.events(),
            clock);
    this.nodeParts =
        new NodeParts(
            ground,
            self,
            nodes,
            new NodeParts.Beside(
                desired, rules, observer, actions, supervisor, server, this::changed));
    nodeParts.ingest().mount(router);
    this.report = new PartReport(PartNews.none(self, "hub", "hub"), ground.events(), clock);
    this.supervision = new Supervision(vertx, SupervisionSettings.DEFAULT, clock, report);
    this.picture =
        new HubPicture(
            ground,
            new HubPicture.Parts(observer, desired, nodes, actions, supervisor, supervision),
            serving);
    this.broadcast =
        new Broadcast(
            vertx,
            stream,
            () -> Future.succeededFuture(picture.now()),
            Duration.ofSeconds(1),
            Duration.ZERO);
    OwnLog own = OwnLog.of(ground, self, this::ownLogGrown);
    this.inOrder =
        List.of(
            server,
            own.keeper(),
            observer,
            own.growth(),
            actions,
            nodeParts.ingest(),
            nodeParts.presence(),
            supervisor,
            broadcast,
            new RuntimeSummary(vertx, ground.disk(), ground.root(), picture::now),
            ground.repository());
  }

  private Observer observer() {
    UnreadableLogs unreadable = new UnreadableLogs(ground.events(), ground.clock());
    LogLines lines = new LogLines(tally, unknown, stream, worlds, actions);
    return new Observer(
        ground.vertx(),
        ground.disk(),
        ground.root(),
        desired.inventory(),
        new LogNews(lines, unreadable, nodes, this::world, this::worldChanged));
  }

  /** Once round the circle; then people are let in. */
  private Future<Running> start() {
    ground.closes(ending);
    ending.push("parts", supervision::stop);
    return unknown.open().compose(_ -> supervision.startAll(inOrder)).map(all -> serve());
  }

  private Running serve() {
    server.serve(
        ground.files(),
        actions.approvals(),
        rules,
        worlds,
        picture::now,
        () -> picture.metrics(tally, stream),
        nodeParts.ingest()::readmit);
    report.resumes(world());
    desired.resumes(first, world());
    ground
        .events()
        .add(
            Event.of(self, "hub", EventTypes.HUB_STARTED, Severity.INFO)
                .message("The hub serves")
                .details(Map.of("version", Hub.VERSION))
                .at(ground.clock().instant()));
    return new Running(
        server.address(),
        ground.files().first() ? Optional.of(server.signInLink()) : Optional.empty(),
        server.table(),
        supervision);
  }

  private World world() {
    return observer.world();
  }

  private Picture picture() {
    return picture.now();
  }

  /** The hub's own node's log lies under the same root, and its agent writes there, too. */
  private void ownLogGrown() {
    observer.grown(self, LocalDate.EPOCH, -1);
  }

  private void actionChanged(ActionView view) {
    supervisor.seen(view.action());
    stream.send("action", actions.view(view));
    nodes.wake(view.action().subject().node());
  }

  private void desiredChanged() {
    observer
        .changed(desired.inventory())
        .onFailure(failed -> LOG.log(Level.ERROR, "the logs can't be folded anew", failed));
    stream.send("revision", desired.view());
    nodeParts.offers().slices();
  }

  private void worldChanged(World world) {
    nodeParts.offers().follow(world);
    picture.updated();
    changed();
  }

  private void changed() {
    supervisor.nudge();
    broadcast.nudge();
  }
}
