package dev.homelab.edge;

import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.alone.WaitingEvents;
import dev.homelab.edge.site.Gateway;
import dev.homelab.edge.site.GatewayLink;
import dev.homelab.edge.site.SiteAddress;
import dev.homelab.event.EventQueue;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.inventory.LastGood;
import dev.homelab.inventory.Node;
import dev.homelab.launch.Ending;
import dev.homelab.launch.FirstReading;
import dev.homelab.log.LogLine;
import dev.homelab.rules.Reason;
import dev.homelab.supervision.PartNews;
import dev.homelab.supervision.PartReport;
import dev.homelab.supervision.Supervision;
import dev.homelab.supervision.SupervisionSettings;
import dev.homelab.sync.VerifyKey;
import dev.homelab.view.Alone;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The agent's parts, made and started in the order of the circle, and how they hear of each other.
 */
final class AgentParts {
  private static final System.Logger LOG = System.getLogger(AgentParts.class.getName());
  private static final String SOURCE = "stability-agent";
  private static final long AGAIN_MILLIS = 15_000;

  private final Ending ending;
  private final Ground ground;
  private final Instant started;
  private final HubKey hubKey;
  private final SharedRoot sharedRoot;
  private final SentLog sent;
  private final PartReport report;
  private final EventQueue events;
  private final Supervision supervision;
  private final SiteParts site;
  private final LocalParts local;
  private final NodeExecutor executor;
  private final WatchParts watching;
  private final LocalServer server;
  private final LanServing lan;
  private final AloneParts alone;
  private final Connection connection;

  /** An agent that runs, and the address of its own server. */
  record Running(String address, Supervision supervision) {}

  /** The agent's own copy of the last repository that checked. */
  static LastGood lastGood(AgentArguments arguments) {
    return new LastGood(new FileDisk(), arguments.root().resolve("state/last-good/agent"));
  }

  /** Succeeds when everything runs. */
  static Future<Running> start(
      Vertx vertx, AgentArguments arguments, FirstReading first, Ending ending) {
    Context context = vertx.getOrCreateContext();
    return vertx
        .executeBlocking(() -> AgentFiles.open(arguments))
        .compose(
            files ->
                Future.future(
                    serving ->
                        context.runOnContext(
                            run ->
                                new AgentParts(Ground.of(vertx, arguments, files, first), ending)
                                    .start()
                                    .onComplete(serving))));
  }

  private AgentParts(Ground ground, Ending ending) {
    this.ending = ending;
    this.ground = ground;
    this.started = ground.clock().instant();
    this.hubKey =
        new HubKey(ground.vertx(), ground.disk().forOwnerOnly(), ground.root(), ground.node());
    this.sharedRoot = new SharedRoot(ground.node().equals(ground.inventory().hub()));
    this.sent = new SentLog(ground);
    this.events = new EventQueue(ground.vertx(), ground.log());
    this.report =
        new PartReport(PartNews.none(ground.node(), "edge-agent", SOURCE), events, ground.clock());
    this.supervision =
        new Supervision(ground.vertx(), SupervisionSettings.DEFAULT, ground.clock(), report);
    Containers containers = Containers.open(ground.vertx(), ground.arguments(), ground.inventory());
    WantedServices wanted =
        new WantedServices(ground.checkout()::kept, ground.node(), ground.inLab());
    this.site =
        new SiteParts(ground, supervision, new SiteParts.Making(this::gateway, this::gatewayLink));
    this.local = new LocalParts(ground, site, new Logs());
    this.executor = new NodeExecutor(ground, sharedRoot, containers, wanted, local.reader()::world);
    this.watching =
        new WatchParts(ground, supervision, containers, wanted, local.reader()::world, started);
    this.server = server();
    this.lan =
        new LanServing(
            supervision,
            () -> server.onLan().flatMap(Node::lanAddress),
            host ->
                new LanServer(
                    ground.vertx(), host, server::port, server::handle, LanServer.PATIENCE));
    this.alone =
        new AloneParts(
            ground,
            new AloneParts.Beside(
                sharedRoot, containers, local.reader(), executor, watching, site, server));
    this.connection =
        new NodeHome(local.keeper(), watching, alone, site, server)
            .connection(ground, sharedRoot, hubKey, sent, executor);
    ground.checkout().onMoved((before, now) -> wantedChanged());
  }

  private LocalServer server() {
    LocalServer.Shown shown =
        new LocalServer.Shown(
            new LocalPicture.Sources(
                ground.checkout()::kept,
                local.reader()::siteWorld,
                site::shown,
                supervision::parts,
                this::reasons,
                this::waitingEvents),
            site,
            executor::executor,
            sharedRoot::is,
            watching.confirmations()::confirm,
            ground.log(),
            watching.looks());
    return new LocalServer(
        ground.vertx(), ground.arguments(), shown, ground.disk(), LocalSession.on(ground), started);
  }

  /** Once round the circle. */
  private Future<Running> start() {
    ground.closes(ending);
    ending.push("senses", watching::closeSenses);
    ending.push("parts", () -> supervision.stop().eventually(watching::closeSentinel));
    return ground
        .vertx()
        .executeBlocking(this::readDelegation)
        .compose(read -> supervision.startAll(List.of(local.keeper(), local.reader())))
        .compose(read -> new AgentStart(ground, SOURCE).tell(events))
        .compose(told -> supervision.start(executor))
        .compose(running -> watching.start())
        .compose(
            watched ->
                supervision.startAll(
                    List.of(
                        watching.confirmations(),
                        server,
                        server.broadcast(),
                        new SmallHeap(ground.vertx()),
                        ground.checkout(),
                        alone.announcer(),
                        alone.loop(),
                        connection,
                        local.growth())))
        .onSuccess(serving -> site.tellAgain(local.reader().world(), events))
        .compose(serving -> site.follow())
        .compose(serving -> lan.follow())
        .compose(serving -> writeAddress(server.address()))
        .map(
            written -> {
              local.noticeFlushes();
              report.resumes(local.reader().world());
              return new Running(server.address(), supervision);
            });
  }

  private boolean readDelegation() throws IOException {
    Optional<VerifyKey> hub = hubKey.kept();
    site.load(hub);
    return hub.isPresent();
  }

  /** Where it can't be written now, as on a full disk, it is written as soon as it can. */
  private Future<Void> writeAddress(String address) {
    return ground
        .vertx()
        .executeBlocking(
            () -> {
              keepAddress(address + "\n");
              return (Void) null;
            })
        .recover(
            failed -> {
              LOG.log(Level.WARNING, "state/address: " + failed.getMessage());
              var _ = ground.vertx().setTimer(AGAIN_MILLIS, due -> writeAddress(address));
              return Future.succeededFuture();
            });
  }

  private void keepAddress(String line) throws IOException {
    Path file = ground.root().resolve("state/address");
    if (!Files.exists(file) || !Files.readString(file).equals(line)) {
      DiskFiles.replace(ground.disk(), file, line.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Gateway gateway(SiteAddress address) {
    return new GatewayHome(ground, local.reader(), alone, connection).gateway(site, address);
  }

  private GatewayLink gatewayLink(SiteAddress address) {
    return new MemberHome(alone, connection).link(ground, site, sent, address);
  }

  private SortedMap<Subject, List<Reason>> reasons() {
    return alone.loop().reasons();
  }

  /** What can't be counted is not shown as waiting. */
  private Future<Alone> waitingEvents(Instant since) {
    Future<Long> own =
        ground
            .log()
            .run(() -> WaitingEvents.count(ground.files().log(), connection.held()))
            .otherwise(0L);
    Future<SortedMap<NodeId, Long>> carried = site.waiting().otherwise(new TreeMap<>());
    return Future.all(own, carried)
        .map(_ -> new Alone(ground.node(), since, own.result(), carried.result()));
  }

  private void wantedChanged() {
    site.changed();
    server.broadcast().nudge();
    lan.follow().onFailure(failed -> LOG.log(Level.ERROR, "the LAN", failed));
    watching.follow();
  }

  /** Who hears of the logs. */
  private final class Logs implements LocalParts.Home {
    /** Where the hub lives on the same root, all of a day is its own already (RULES Y10). */
    @Override
    public long held(LocalDate day) {
      return sharedRoot.is() ? Long.MAX_VALUE : connection.acknowledged().getOrDefault(day, 0L);
    }

    @Override
    public void grown() {
      connection.grown();
      site.grown();
    }

    @Override
    public void lines(List<LogLine> lines) {
      server.lines(ground.node(), lines);
      alone.loop().lines(lines);
    }

    @Override
    public void lines(NodeId member, List<LogLine> lines) {
      server.lines(member, lines);
      alone.loop().nudge();
    }
  }
}
