package dev.homelab.hub;

import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionId;
import dev.homelab.disk.FileDisk;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Ulid;
import dev.homelab.hub.approval.ActionView;
import dev.homelab.hub.ingest.HubIngest;
import dev.homelab.hub.observer.Observer;
import dev.homelab.hub.observer.UnknownNodes;
import dev.homelab.hub.observer.UnreadableLogs;
import dev.homelab.hub.presence.Presence;
import dev.homelab.hub.slice.Slices;
import dev.homelab.hub.supervisor.SupervisorLoop;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.LastGood;
import dev.homelab.inventory.Site;
import dev.homelab.launch.Ending;
import dev.homelab.launch.FirstReading;
import dev.homelab.launch.RepositoryWatch;
import dev.homelab.log.EventHistory;
import dev.homelab.log.LogGrowth;
import dev.homelab.log.LogKeeper;
import dev.homelab.log.LogLine;
import dev.homelab.log.LogWriter;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.slice.Slice;
import dev.homelab.slice.SliceDocument;
import dev.homelab.slice.Slicing;
import dev.homelab.supervision.Part;
import dev.homelab.supervision.PartNews;
import dev.homelab.supervision.PartReport;
import dev.homelab.supervision.Supervision;
import dev.homelab.supervision.SupervisionSettings;
import dev.homelab.sync.Poll;
import dev.homelab.sync.ingest.Ingest;
import dev.homelab.sync.ingest.NodeLink;
import dev.homelab.view.Picture;
import dev.homelab.view.WorldEndpoints;
import dev.homelab.web.Endpoint;
import dev.homelab.web.LiveStream;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The hub's parts, opened in the order of the circle, and how they hear of each other. */
final class HubParts {
  private static final System.Logger LOG = System.getLogger(HubParts.class.getName());
  private static final Duration RETENTION = Duration.ofDays(365);

  private final Vertx vertx;
  private final DesiredState desired;
  private final FirstReading first;
  private final Ending ending;
  private final HubFiles files;
  private final InstantSource clock = InstantSource.system();
  private final Instant serving = clock.instant();
  private final NodeId self;
  private final LogWriter log;
  private final EventQueue events;
  private final LiveStream stream;
  private final Tally tally = new Tally();
  private final CommitsBehind behind;
  private final Nodes nodes = new Nodes(tally);
  private final RoutingApprovals rules;
  private final WorldEndpoints worlds;
  private final HubServer server;
  private final Observer observer;
  private final OpenActions actions;
  private final Slices slices;
  private final HubIngest ingest;
  private final Presence presence;
  private final SupervisorLoop supervisor;
  private final Broadcast broadcast;
  private final UnknownNodes unknown;
  private final UnreadableLogs unreadable;
  private final PartReport report;
  private final Supervision supervision;
  private final List<Part> inOrder;
  private Instant updated = clock.instant();

  /** The world of which the nodes were told last what is silenced and acknowledged. */
  private World heldBack = World.EMPTY;

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
                                new HubParts(vertx, arguments, first, ending, files)
                                    .start()
                                    .onComplete(started))));
  }

  private HubParts(
      Vertx vertx, HubArguments arguments, FirstReading first, Ending ending, HubFiles files) {
    this.vertx = vertx;
    this.first = first;
    Inventory inventory = first.kept().inventory();
    this.ending = ending;
    this.files = files;
    this.self = inventory.hub();
    Path root = arguments.root();
    this.log = new LogWriter(vertx, files.log(), HubParts::diskFailed);
    this.events = new EventQueue(vertx, log);
    RepositoryWatch repository =
        new RepositoryWatch(vertx, arguments.repo(), first, lastGood(arguments));
    this.unreadable = new UnreadableLogs(events, clock);
    this.unknown =
        new UnknownNodes(
            vertx, files.disk(), root, self, () -> desired().names().keySet(), events, clock);
    this.desired = new DesiredState(repository, events, clock, this::desiredChanged);
    this.behind = new CommitsBehind(vertx, arguments.repo(), repository::kept);
    this.stream = new LiveStream(vertx, Ulid.next(serving));
    this.rules = new RoutingApprovals(desired::inventory, nodes::isOffline);
    this.worlds =
        new WorldEndpoints(
            vertx,
            () -> desired.inventory().nodes().keySet(),
            () -> Future.succeededFuture(picture()),
            new EventHistory(files.disk(), root),
            stream);
    Router router = Router.router(vertx);
    this.server = new HubServer(vertx, arguments, files, desired::inventory, log, router);
    this.observer = new Observer(vertx, files.disk(), root, inventory, new ObserverListener());
    this.actions =
        new OpenActions(
            vertx,
            files,
            root,
            rules,
            desired::inventory,
            this::loggedActions,
            log,
            this::actionChanged);
    this.slices =
        new Slices(this::slice, files.key(), clock, () -> Duration.ofNanos(System.nanoTime()));
    this.ingest = ingest(root);
    ingest.mount(router);
    this.presence = presence();
    this.supervisor =
        new SupervisorLoop(
            vertx,
            actions.approvals(),
            desired::inventory,
            observer::world,
            nodes::knowledge,
            events,
            clock);
    this.broadcast = new Broadcast(vertx, stream, this::picture);
    LogGrowth growth = new LogGrowth(vertx, files.folders(), root, self, clock, this::ownLogGrown);
    this.inOrder =
        List.of(
            server,
            new LogKeeper(vertx, files.log(), log, day -> 0),
            observer,
            growth,
            actions,
            ingest,
            presence,
            supervisor,
            broadcast,
            new RuntimeSummary(vertx, files.disk(), root, this::picture),
            repository);
    this.report = new PartReport(PartNews.none(self, "hub", "hub"), events, clock);
    this.supervision = new Supervision(vertx, SupervisionSettings.DEFAULT, clock, report);
    nodes.opened(ingest, presence);
    files.registry().onChange(this::keysChanged);
    log.onFlushed(
        () -> {
          if (!growth.isWatching()) {
            ownLogGrown();
          }
        });
  }

  /** The hub's own node's log lies under the same root, and its agent writes there, too. */
  private void ownLogGrown() {
    observer.grown(self, LocalDate.EPOCH, -1);
  }

  private HubIngest ingest(Path root) {
    return new HubIngest(
        vertx,
        new HubIngest.Parts(
            new Ingest.Root(files.disk(), root, files.registry(), files.key()),
            self,
            server.connections(),
            clock,
            RETENTION,
            events),
        new IngestObserver(),
        new SiteDocuments(
            new NodeDocuments(actions.approvals(), slices),
            new Delegations(desired::inventory, files.registry(), files.key(), rules),
            clock),
        new InventorySites(desired::inventory));
  }

  /** The delegations are others now: who holds one is told at once. */
  private void keysChanged() {
    Inventory inventory = desired.inventory();
    inventory.nodes().keySet().stream()
        .filter(node -> inventory.site(node).flatMap(Site::gateway).isPresent())
        .forEach(nodes::wake);
  }

  private Slice slice(NodeId node) {
    return Slicing.of(
        node, desired.inventory(), observer.world(), supervisor.known(), clock.instant());
  }

  /** What a person silenced or acknowledged, or wants, waits for no poll's end. */
  private void offerSlices() {
    for (NodeLink link : ingest.links()) {
      String held = link.poll().flatMap(it -> it.content().held(SliceDocument.HELD)).orElse("");
      if (!slices.waiting(link.node(), held).isEmpty()) {
        nodes.wake(link.node());
      }
    }
  }

  private Presence presence() {
    return new Presence(
        vertx,
        self,
        ingest::link,
        desired::inventory,
        node -> files.registry().live(node).isPresent(),
        observer::world,
        events,
        clock);
  }

  private static void diskFailed(Throwable failure) {
    LOG.log(Level.ERROR, "the log can't be synced; the process ends to start again", failure);
    // Not here: the end waits for what this thread holds.
    Thread.ofPlatform().name("disk-failed").start(() -> System.exit(1));
  }

  /** Once round the circle; then people are let in. */
  private Future<Running> start() {
    ending.push(
        "folders",
        () ->
            vertx.executeBlocking(
                () -> {
                  files.folders().close();
                  return null;
                }));
    ending.push("log", log::close);
    ending.push("parts", supervision::stop);
    return unknown.open().compose(_ -> supervision.startAll(inOrder)).map(all -> serve());
  }

  private Running serve() {
    server.serve(
        files, actions.approvals(), rules, worlds, this::picture, this::metrics, ingest::readmit);
    report.resumes(observer.world());
    desired.resumes(first, observer.world());
    events.add(
        Event.of(self, "hub", EventTypes.HUB_STARTED, Severity.INFO)
            .message("The hub serves")
            .details(Map.of("version", Hub.VERSION))
            .at(clock.instant()));
    return new Running(
        server.address(),
        files.first() ? Optional.of(server.signInLink()) : Optional.empty(),
        server.table(),
        supervision);
  }

  private String metrics() {
    return Metrics.of(
        picture(), tally, stream, new Metrics.NotTaken(log.refused(), events.dropped()));
  }

  private Map<ActionId, ActionFacts> loggedActions() {
    return observer.world().actions();
  }

  private void actionChanged(ActionView view) {
    supervisor.seen(view.action());
    stream.send("action", actions.view(view));
    nodes.wake(view.action().subject().node());
  }

  private Inventory desired() {
    return desired.inventory();
  }

  private Picture picture() {
    return new Picture(
        observer.world(),
        desired.inventory(),
        List.copyOf(desired.inventory().nodes().keySet()),
        nodes.links(),
        supervisor.reasons(),
        actions.views(),
        desired.view(),
        supervision.parts().stream().map(part -> part.view("hub")).toList(),
        Optional.empty(),
        nodes.isIsolated(),
        serving,
        updated,
        clock.instant(),
        behind::of);
  }

  private void desiredChanged() {
    observer
        .changed(desired.inventory())
        .onFailure(failed -> LOG.log(Level.ERROR, "the logs can't be folded anew", failed));
    stream.send("revision", desired.view());
    offerSlices();
  }

  private void changed() {
    supervisor.nudge();
    broadcast.nudge();
  }

  private final class ObserverListener implements Observer.Listener {
    @Override
    public Supplier<Future<Void>> lines(NodeId logNode, List<LogLine> lines, boolean live) {
      List<ActionFact> facts = each(lines, line -> ActionFact.read(line.event(), logNode));
      boolean heard = live && stream.isHeard();
      List<byte[]> shown =
          heard
              ? each(lines, line -> Optional.of(EventJson.bytes(worlds.event(line.event()))))
              : List.of();
      Set<NodeId> named =
          lines.stream().map(line -> line.event().subject().node()).collect(Collectors.toSet());
      int count = lines.size();
      return () -> {
        tally.lines(logNode, count);
        unknown.named(logNode, named);
        if (heard) {
          stream.sendAll("event", shown);
        } else if (live) {
          stream.skip(count);
        }
        return Future.join(facts.stream().map(actions::told).toList()).mapEmpty();
      };
    }

    /** A line that can't be told is passed over: those behind it are told (RULES L4). */
    private static <T> List<T> each(List<LogLine> lines, Function<LogLine, Optional<T>> of) {
      List<T> all = new ArrayList<>(lines.size());
      for (LogLine line : lines) {
        try {
          of.apply(line).ifPresent(all::add);
        } catch (RuntimeException unfit) {
          LOG.log(Level.WARNING, "the line at " + line.at() + " can't be told", unfit);
        }
      }
      return all;
    }

    @Override
    public void unreadable(NodeId node, Optional<String> why) {
      if (why.isPresent()) {
        LOG.log(Level.ERROR, "the log of " + node + " can't be read: " + why.get());
        unreadable.failed(node, why.get());
      } else {
        unreadable.readable(node, observer.world());
      }
    }

    @Override
    public void world(World world) {
      unreadable.settle(world);
      if (!world.silences().equals(heldBack.silences())
          || !world.acknowledgements().equals(heldBack.acknowledgements())) {
        offerSlices();
      }
      heldBack = world;
      updated = clock.instant();
      changed();
    }

    @Override
    public void syncFailed(IOException cause) {
      diskFailed(cause);
    }

    @Override
    public void folded(NodeId node, Map<LocalDate, Long> lengths, long skipped) {
      tally.skipped(node, skipped);
      tally.length(node, lengths.values().stream().mapToLong(Long::longValue).sum());
      ingest.folded(node, lengths);
    }
  }

  private final class IngestObserver implements HubIngest.Observer {
    @Override
    public World world() {
      return observer.world();
    }

    @Override
    public void grown(NodeId node, LocalDate day, long length) {
      observer.grown(node, day, length);
    }

    @Override
    public void closed(NodeId node, LocalDate day, OptionalInt generation) {
      observer.closed(node, day, generation);
    }

    @Override
    public void polled(NodeId node, Poll poll) {
      observer.grown(node, LocalDate.EPOCH, -1);
      actions
          .approvals()
          .reported(node, poll.content().actions())
          .onFailure(failed -> LOG.log(Level.WARNING, node + ": " + failed.getMessage()));
    }

    @Override
    public void caughtUp(NodeId node, boolean caughtUp) {
      changed();
    }

    @Override
    public void syncFailed(NodeId node, IOException cause) {
      try {
        files.log().markSyncFailed();
      } catch (IOException unmarked) {
        LOG.log(Level.WARNING, "the failed sync can't be told: " + unmarked.getMessage());
      }
      diskFailed(cause);
    }
  }
}
