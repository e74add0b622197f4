package dev.homelab.edge;

import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.Clocks;
import dev.homelab.action.Proposal;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.alone.AloneLoop;
import dev.homelab.edge.alone.AloneSettings;
import dev.homelab.edge.alone.Contact;
import dev.homelab.edge.alone.KeptSlice;
import dev.homelab.edge.alone.LoneDeciding;
import dev.homelab.edge.alone.SliceFile;
import dev.homelab.edge.alone.WaitingEvents;
import dev.homelab.edge.announce.AlertsAtBroker;
import dev.homelab.edge.announce.Announcer;
import dev.homelab.edge.announce.SiteBroker;
import dev.homelab.edge.container.DiskCleanup;
import dev.homelab.edge.executor.CleanupRunner;
import dev.homelab.edge.executor.Executor;
import dev.homelab.edge.executor.NodeSettings;
import dev.homelab.edge.executor.RedeployRunner;
import dev.homelab.edge.executor.RestartRunner;
import dev.homelab.edge.executor.Withheld;
import dev.homelab.edge.homeassistant.HomeAssistantWatcher;
import dev.homelab.edge.host.Boot;
import dev.homelab.edge.site.Gateway;
import dev.homelab.edge.site.GatewayLink;
import dev.homelab.edge.site.SiteAddress;
import dev.homelab.edge.site.SiteDeciding;
import dev.homelab.edge.site.SiteDelegation;
import dev.homelab.edge.site.SiteOrders;
import dev.homelab.edge.uplink.Uplink;
import dev.homelab.edge.uplink.UplinkHost;
import dev.homelab.edge.uplink.UplinkSettings;
import dev.homelab.edge.watch.Machine;
import dev.homelab.edge.watch.Senses;
import dev.homelab.edge.watch.Sentinel;
import dev.homelab.edge.watch.Watcher;
import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.inventory.Carries;
import dev.homelab.inventory.LastGood;
import dev.homelab.inventory.Node;
import dev.homelab.inventory.Site;
import dev.homelab.launch.Ending;
import dev.homelab.launch.FirstReading;
import dev.homelab.launch.RepositoryWatch;
import dev.homelab.log.LogGrowth;
import dev.homelab.log.LogKeeper;
import dev.homelab.log.LogLine;
import dev.homelab.log.LogWriter;
import dev.homelab.redact.Redactor;
import dev.homelab.rules.Draft;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.rules.Proposals;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.supervision.PartNews;
import dev.homelab.supervision.PartReport;
import dev.homelab.supervision.Supervision;
import dev.homelab.supervision.SupervisionSettings;
import dev.homelab.sync.CarriedLog;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.PassedPoll;
import dev.homelab.sync.PollContent;
import dev.homelab.sync.Sequence;
import dev.homelab.sync.VerifyKey;
import dev.homelab.watching.HomeAssistantInstance;
import dev.homelab.web.FailedSignIns;
import dev.homelab.world.ActionFacts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The agent's parts, started in the order of the circle, and how they hear of each other. */
final class AgentParts {
  private static final System.Logger LOG = System.getLogger(AgentParts.class.getName());
  private static final String SOURCE = "stability-agent";
  private static final String HUB = "hub";
  private static final String GATEWAY = "gateway";
  private static final Duration KEEP_LOGS = Duration.ofDays(30);

  private final Vertx vertx;
  private final AgentArguments arguments;
  private final AgentFiles files;
  private final Ending ending;
  private final InstantSource clock = InstantSource.system();
  private final Instant started = clock.instant();
  private final NodeId node;
  private final Path root;
  private final LogWriter log;
  private final RepositoryWatch checkout;
  private final Containers containers;
  private final WantedServices wanted;
  private final LogKeeper keeper;
  private final LocalReader local;
  private final NodeExecutor executor;
  private final Machine machine;
  private final Senses senses;
  private final Sentinel sentinel;
  private final Confirmations confirmations;
  private final KeptSlice slice;
  private final Contact contact;
  private final Announcer announcer;
  private final AloneLoop alone;
  private final LocalServer server;
  private final LanServing lan;
  private final HubKey hubKey;
  private final SiteDelegation delegation;
  private final SiteOrders orders;
  private final Sequence sequence;
  private final SiteParts site;
  private final Connection connection;
  private final LogGrowth growth;
  private final PartReport report;
  private final Supervision supervision;
  private final WatcherSet watchers;

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
                                new AgentParts(vertx, arguments, first, ending, files)
                                    .start()
                                    .onComplete(serving))));
  }

  private AgentParts(
      Vertx vertx, AgentArguments arguments, FirstReading first, Ending ending, AgentFiles files) {
    this.vertx = vertx;
    this.arguments = arguments;
    this.files = files;
    this.ending = ending;
    this.node = arguments.node();
    this.root = arguments.root();
    this.log = new LogWriter(vertx, files.log(), AgentParts::diskFailed);
    this.checkout = new RepositoryWatch(vertx, arguments.repo(), first, lastGood(arguments));
    checkout.onMoved((before, now) -> wantedChanged());
    this.report =
        new PartReport(
            PartNews.none(node, "edge-agent", SOURCE), new EventQueue(vertx, log), clock);
    this.supervision = new Supervision(vertx, SupervisionSettings.DEFAULT, clock, report);
    this.containers = Containers.open(vertx, arguments, first.kept().inventory());
    this.wanted = new WantedServices(checkout::kept, node, arguments.lab().isPresent());
    this.keeper = new LogKeeper(vertx, files.log(), log, this::held);
    this.hubKey = new HubKey(vertx, files.disk().forOwnerOnly(), root, node);
    this.delegation = new SiteDelegation(files.disk(), root, node, files.key().verifyKey(), clock);
    this.orders = new SiteOrders(files.disk(), root, clock);
    this.sequence = new Sequence(clock);
    this.site =
        new SiteParts(
            supervision,
            node,
            checkout::inventory,
            arguments.site(),
            delegation,
            new SiteParts.Making(this::gateway, this::gatewayLink));
    this.local = new LocalReader(vertx, this::unreadWorlds, new SiteLogs(), this::told, log, clock);
    this.executor = new NodeExecutor(this::newExecutor, this::loggedActions);
    this.machine = machine();
    this.senses =
        new Senses(
            vertx,
            new Senses.Parts(
                containers.engine(),
                containers.deployer(),
                containers.secrets(),
                containers.docker(),
                containers.standIns(),
                machine,
                wanted,
                this::house,
                clock));
    this.sentinel =
        new Sentinel(vertx, supervision, node, log, files.disk(), root.resolve("state"), clock);
    this.watchers = new WatcherSet(senses, sentinel);
    this.confirmations =
        new Confirmations(vertx, containers, wanted, checkout, sentinel, machine, started);
    this.slice = new KeptSlice(vertx, new SliceFile(files.disk().forOwnerOnly(), root, node));
    AloneSettings settings = AloneSettings.DEFAULT.after(arguments.aloneAfter());
    this.contact = new Contact(settings.after(), clock, () -> Duration.ofNanos(System.nanoTime()));
    contact.expects(HUB, false);
    this.announcer = announcer();
    this.alone = alone(settings);
    this.server = server();
    this.lan =
        new LanServing(
            supervision,
            () -> server.onLan().flatMap(Node::lanAddress),
            host -> new LanServer(vertx, host, server));
    this.connection = connection();
    this.growth = new LogGrowth(vertx, files.folders(), root, node, clock, this::logGrown);
  }

  private Watcher<?> house(HomeAssistantInstance instance) {
    return new HomeAssistantWatcher(
        vertx,
        instance,
        new HomeAssistantWatcher.Place(files.disk(), root),
        checkout.inventory().zone(),
        clock);
  }

  private Machine machine() {
    Path state = root.resolve("state");
    Supplier<ZoneId> zone = () -> checkout.inventory().zone();
    return arguments.lab().isPresent()
        ? Machine.standIn(vertx, files.disk(), state, zone, clock)
        : Machine.real(
            vertx,
            node,
            files.disk(),
            state,
            arguments.host(),
            arguments.tailscale(),
            wanted.node().uplink(),
            zone,
            clock);
  }

  /** A lab's nodes have no broker but their stand-ins. */
  private Announcer announcer() {
    return new Announcer(
        vertx,
        node,
        Agent.VERSION,
        () ->
            containers.standIns()
                ? Future.succeededFuture(Optional.empty())
                : containers
                    .secrets()
                    .values("edge-agent")
                    .map(own -> SiteBroker.of(checkout.inventory(), node, own)),
        sentinel::held,
        this::aloneSince,
        this::dashboard);
  }

  private Optional<String> dashboard() {
    return server.onLan().flatMap(self -> self.dashboard(server.port()));
  }

  private Optional<Instant> aloneSince() {
    return server.aloneSince();
  }

  private AloneLoop alone(AloneSettings settings) {
    RoutingApprovals rules = new RoutingApprovals(checkout::inventory, it -> false);
    return new AloneLoop(
        vertx,
        node,
        settings,
        contact,
        new SiteDeciding(
            new LoneDeciding(node, local::world, slice::slice, checkout::inventory),
            local::siteWorld,
            site::knowledge,
            orders,
            slice::slice,
            checkout::inventory),
        new AloneLoop.Place(
            local::world,
            () -> new InventoryPolicy(checkout.inventory()).policy(),
            draft -> stoodFor(draft, rules),
            this::isSharedRoot,
            executor::executor,
            log,
            new Dashboard()),
        List.of(new AlertsAtBroker(announcer)),
        clock);
  }

  /** What an alert stands for is shown and hashed: nothing secret may be in it (RULES A11). */
  private Proposal stoodFor(Draft draft, RoutingApprovals rules) {
    Duration validity = rules.usual(draft.kind(), draft.subject().node());
    return Proposals.seal(draft, validity, clock.instant()).redacted(Redactor.shapesOnly()::redact);
  }

  private LocalServer server() {
    LocalServer.Shown shown =
        new LocalServer.Shown(
            checkout::kept,
            local::siteWorld,
            () -> site().links(),
            this::order,
            executor::executor,
            supervision::parts,
            this::isSharedRoot,
            alone::reasons,
            this::waitingEvents,
            () -> confirmations().confirm(),
            log,
            new NodeLooks(sentinel, machine));
    LocalSession session =
        new LocalSession(
            vertx,
            node,
            files.token(),
            files.sessions(),
            new FailedSignIns(),
            new EventQueue(vertx, log),
            clock);
    return new LocalServer(vertx, arguments, shown, files.disk(), session, started);
  }

  private Future<Long> waitingEvents() {
    return log.run(() -> WaitingEvents.count(files.log(), connection.acknowledged()));
  }

  private Confirmations confirmations() {
    return confirmations;
  }

  /** Succeeds when it is durable that a member is given what was approved here. */
  private Future<Void> order(Proposal proposal, String by) {
    Duration validity = new RoutingApprovals(checkout::inventory, it -> false).validity(proposal);
    return vertx
        .<Void>executeBlocking(
            () -> {
              orders.give(proposal, by, validity);
              return null;
            })
        .onSuccess(given -> site.ordered(proposal.subject().node()));
  }

  private SiteParts site() {
    return site;
  }

  private Gateway gateway(SiteAddress address) {
    return new Gateway(
        vertx,
        new Gateway.Parts(
            files.disk(), root, node, files.key(), delegation, address, orders, clock),
        new SiteGateway());
  }

  private GatewayLink gatewayLink(SiteAddress address) {
    Nonces nonces = new Nonces(clock);
    contact.expects(GATEWAY, true);
    return new GatewayLink(
        vertx,
        node,
        address,
        delegation,
        connection::hub,
        () -> uplinkParts(nonces),
        clock,
        new SiteMember());
  }

  private Uplink.Parts uplinkParts(Nonces nonces) {
    return new Uplink.Parts(
        vertx,
        files.disk().forOwnerOnly(),
        root,
        node,
        files.key(),
        files.log(),
        sequence,
        nonces,
        clock);
  }

  private boolean isSharedRoot() {
    return connection.isSharedRoot();
  }

  private Connection connection() {
    Nonces nonces = new Nonces(clock);
    UplinkSettings usual =
        arguments.lab().isPresent() ? UplinkSettings.DEFAULT.inLab(root) : UplinkSettings.DEFAULT;
    UplinkSettings settings =
        checkout
            .inventory()
            .site(node)
            .map(site -> usual.at(site.hold(), site.catchUpBytes()))
            .orElse(usual);
    return new Connection(
        vertx,
        node.equals(checkout.inventory().hub()),
        arguments.upstream(),
        settings,
        hubKey,
        files.key(),
        () -> uplinkParts(nonces),
        executor::executor,
        new Link());
  }

  private static void diskFailed(Throwable failure) {
    LOG.log(Level.ERROR, "the log can't be synced; the process ends to start again", failure);
    // Not here: the end waits for what this thread holds.
    Thread.ofPlatform().name("disk-failed").start(() -> System.exit(1));
  }

  /** Once round the circle. */
  private Future<Running> start() {
    ending.push(
        "folders",
        () ->
            vertx.executeBlocking(
                () -> {
                  files.folders().close();
                  return null;
                }));
    ending.push("log", () -> log.close().eventually(() -> vertx.executeBlocking(this::closeLog)));
    ending.push("senses", senses::close);
    ending.push("parts", () -> supervision.stop().eventually(sentinel::close));
    return vertx
        .executeBlocking(this::readDelegation)
        .compose(read -> supervision.startAll(List.of(keeper, local)))
        .compose(read -> tellStart())
        .compose(told -> supervision.start(executor))
        .compose(running -> watchers.start())
        .compose(
            watching ->
                supervision.startAll(
                    List.of(confirmations, server, checkout, announcer, alone, connection, growth)))
        .compose(serving -> site.follow())
        .compose(serving -> lan.follow())
        .compose(serving -> writeAddress(server.address()))
        .map(
            written -> {
              log.onFlushed(this::flushed);
              report.resumes(local.world());
              return new Running(server.address(), supervision);
            });
  }

  private boolean readDelegation() throws IOException {
    orders.load();
    Optional<VerifyKey> hub = hubKey.kept();
    if (hub.isPresent()) {
      delegation.load(hub.get());
    }
    return hub.isPresent();
  }

  /** Where the hub lives on the same root, all of a day is its own already (RULES Y10). */
  private long held(LocalDate day) {
    return connection.isSharedRoot()
        ? Long.MAX_VALUE
        : connection.acknowledged().getOrDefault(day, 0L);
  }

  private LocalReader.Worlds unreadWorlds() {
    InventoryPolicy policy = new InventoryPolicy(checkout.inventory());
    LocalWorld own = new LocalWorld(files.disk(), root, node, policy);
    return new LocalReader.Worlds(own, new SiteWorld(files.disk(), root, policy, own));
  }

  private void told(List<LogLine> lines) {
    server.lines(node, lines);
    alone.lines(lines);
  }

  /** Where lines are noticed as they are written, a flush of our own is noticed with them. */
  private void flushed() {
    if (!growth.isWatching()) {
      logGrown();
    }
  }

  private void logGrown() {
    connection.grown();
    site.grown();
    local.grown();
  }

  private boolean closeLog() throws IOException {
    files.log().close();
    return true;
  }

  private Future<Void> tellStart() {
    return vertx
        .executeBlocking(this::startDetails)
        .compose(
            details ->
                log.append(
                    Event.of(node, SOURCE, EventTypes.AGENT_STARTED, Severity.INFO)
                        .message("The agent of " + node.display() + " runs")
                        .details(details)
                        .at(clock.instant())));
  }

  /** The boot of a lab's machine is no node's. */
  private Map<String, Object> startDetails() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("version", Agent.VERSION);
    try {
      if (arguments.lab().isEmpty()) {
        details.putAll(
            Boot.read(arguments.host()).note(files.disk(), root.resolve("state/boot-id")));
      }
    } catch (IOException unknown) {
      LOG.log(Level.WARNING, "the machine's boot: " + unknown.getMessage());
    }
    return details;
  }

  private Executor newExecutor() {
    Withheld withheld = Withheld.by(containers.secrets());
    DiskCleanup cleanup =
        new DiskCleanup(vertx, containers.docker(), root.resolve("logs"), KEEP_LOGS, clock);
    return new Executor(
        vertx,
        new NodeSettings(
            node,
            connection::isSharedRoot,
            new RoutingApprovals(checkout::inventory, it -> false),
            Clocks.system(files.log()::isClockBelieved),
            Redactor.shapesOnly()::redact),
        files.store(),
        files.ledger(),
        Map.of(
            ActionKind.CONTAINER_RESTART,
            new RestartRunner(
                containers.engine(), withheld, () -> Set.copyOf(wanted.allServices())),
            ActionKind.REDEPLOY,
            new RedeployRunner(containers.deployer(), containers.engine(), withheld, "edge-agent"),
            ActionKind.DISK_CLEANUP,
            new CleanupRunner(cleanup)),
        action -> Future.succeededFuture(StillNeeded.gone(action, local.world())),
        log,
        files.folders());
  }

  private Map<ActionId, ActionFacts> loggedActions() {
    return local.world().actions();
  }

  /**
   * Another commit: containers follow by themselves, other watchers come and go, and it is said.
   */
  private void wantedChanged() {
    watchers.follow();
    siteChanged();
    lan.follow().onFailure(failed -> LOG.log(Level.ERROR, "the LAN", failed));
    sentinel.nudge();
    confirmations.regularly();
  }

  private Future<Void> writeAddress(String address) {
    return vertx.executeBlocking(
        () -> {
          DiskFiles.replace(
              files.disk(),
              root.resolve("state/address"),
              (address + "\n").getBytes(StandardCharsets.UTF_8));
          return null;
        });
  }

  private void siteChanged() {
    site.follow().onFailure(failed -> LOG.log(Level.ERROR, "the site", failed));
  }

  /** What the reader asks and tells of the members' logs. */
  private final class SiteLogs implements LocalReader.Site {
    @Override
    public Set<NodeId> members() {
      return site.members();
    }

    @Override
    public void read(SiteWorld.Read read) {
      site.folded(read.folded());
      read.lines().forEach(each -> server.lines(each.log(), each.lines()));
      if (!read.lines().isEmpty()) {
        alone.nudge();
      }
    }
  }

  /** What the gateway asks and tells. */
  private final class SiteGateway implements Gateway.Home {
    @Override
    public Duration hubAge() {
      return contact.hubAge();
    }

    @Override
    public Carries carries() {
      return checkout.inventory().site(node).map(Site::carries).orElse(Carries.WHEN_CUT);
    }

    @Override
    public Optional<Uplink> carry(CarriedLog carried, UplinkHost host) {
      return connection.carry(carried, host);
    }

    @Override
    public void tellHub() {
      connection.pollAgain();
    }

    @Override
    public void report(Event event) {
      log.append(event).onFailure(failed -> LOG.log(Level.WARNING, event.message(), failed));
    }

    @Override
    public void grown(NodeId member) {
      local.grown();
    }

    @Override
    public void closed(NodeId member) {
      local.outdated(member);
    }

    @Override
    public void changed() {
      // The dashboard asks when it is looked at.
    }

    @Override
    public void syncFailed(IOException cause) {
      try {
        files.log().markSyncFailed();
      } catch (IOException unmarked) {
        LOG.log(Level.WARNING, "the failed sync can't be told: " + unmarked.getMessage());
      }
      diskFailed(cause);
    }
  }

  /** What the link to the gateway asks and tells. */
  private final class SiteMember implements GatewayLink.Home {
    @Override
    public PollContent content() {
      return connection.content();
    }

    @Override
    public boolean isCut() {
      return connection.isCut();
    }

    @Override
    public void heardOfHub(Duration hubAge) {
      contact.heard(GATEWAY, hubAge);
      alone.nudge();
    }

    @Override
    public void owed(Duration ago) {
      contact.owed(GATEWAY, ago);
    }

    @Override
    public void passed(String signed, String nonce) {
      connection.passed(signed, nonce);
    }

    @Override
    public void ordered(List<String> documents) {
      connection.follow(documents);
    }
  }

  private final class Link implements Connection.Home {
    @Override
    public String summary() {
      return OpenConditions.summary(sentinel.held());
    }

    @Override
    public String heldSlice() {
      return slice.tag();
    }

    @Override
    public Future<Void> knows(VerifyKey hub) {
      return slice
          .load(hub)
          .onFailure(failed -> LOG.log(Level.WARNING, "the slice: " + failed.getMessage()))
          .otherwiseEmpty();
    }

    @Override
    public void slice(String signed, VerifyKey hub) {
      slice
          .take(signed, hub)
          .onFailure(failed -> LOG.log(Level.WARNING, "the slice: " + failed.getMessage()));
    }

    @Override
    public void together(Instant hub) {
      keeper.hubTime(hub);
    }

    @Override
    public void heard(Duration hubAge) {
      contact.heard(HUB, hubAge);
      alone.nudge();
    }

    @Override
    public void owed(Duration ago) {
      contact.owed(HUB, ago);
    }

    @Override
    public void trouble(String why) {
      server.trouble(why);
    }

    @Override
    public String delegation() {
      return delegation.name();
    }

    @Override
    public void delegated(String text, VerifyKey hub) {
      vertx
          .executeBlocking(
              () -> {
                delegation.given(text, hub);
                return null;
              })
          .onSuccess(given -> siteChanged())
          .onFailure(failed -> LOG.log(Level.ERROR, "the delegation", failed));
    }

    @Override
    public List<PassedPoll> passed() {
      return site.passed();
    }

    @Override
    public void answeredPassed(Map<NodeId, String> answers) {
      site.answered(answers);
    }

    @Override
    public void cutChanged() {
      site.cutChanged();
    }
  }

  private final class Dashboard implements AloneLoop.Listener {
    @Override
    public void alone(Instant since) {
      server.alone(since);
    }

    @Override
    public void together() {
      server.together();
    }
  }
}
