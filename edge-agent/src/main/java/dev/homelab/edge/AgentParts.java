package dev.homelab.edge;

import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.Clocks;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.container.DiskCleanup;
import dev.homelab.edge.executor.CleanupRunner;
import dev.homelab.edge.executor.Executor;
import dev.homelab.edge.executor.NodeSettings;
import dev.homelab.edge.executor.RedeployRunner;
import dev.homelab.edge.executor.RestartRunner;
import dev.homelab.edge.executor.Withheld;
import dev.homelab.edge.homeassistant.HomeAssistantWatcher;
import dev.homelab.edge.uplink.Uplink;
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
import dev.homelab.inventory.LastGood;
import dev.homelab.launch.Ending;
import dev.homelab.launch.FirstReading;
import dev.homelab.launch.RepositoryWatch;
import dev.homelab.log.LogGrowth;
import dev.homelab.log.LogKeeper;
import dev.homelab.log.LogLine;
import dev.homelab.log.LogWriter;
import dev.homelab.redact.Redactor;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.supervision.PartNews;
import dev.homelab.supervision.PartReport;
import dev.homelab.supervision.Supervision;
import dev.homelab.supervision.SupervisionSettings;
import dev.homelab.sync.Sequence;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The agent's parts, started in the order of the circle, and how they hear of each other. */
final class AgentParts {
  private static final System.Logger LOG = System.getLogger(AgentParts.class.getName());
  private static final String SOURCE = "stability-agent";
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
  private final LocalServer server;
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
    this.local = new LocalReader(vertx, this::unreadWorld, this::told, log, clock);
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
    this.confirmations = new Confirmations(vertx, containers, wanted, checkout, sentinel, started);
    this.server = server();
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

  private LocalServer server() {
    LocalServer.Shown shown =
        new LocalServer.Shown(
            checkout::kept,
            local::world,
            executor::executor,
            supervision::parts,
            this::isSharedRoot,
            () -> confirmations().confirm(),
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

  private Confirmations confirmations() {
    return confirmations;
  }

  private boolean isSharedRoot() {
    return connection.isSharedRoot();
  }

  private Connection connection() {
    Sequence sequence = new Sequence(clock);
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
        new HubKey(vertx, files.disk().forOwnerOnly(), root, node),
        files.key(),
        () ->
            new Uplink.Parts(
                vertx,
                files.disk().forOwnerOnly(),
                root,
                node,
                files.key(),
                files.log(),
                sequence,
                clock),
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
    return supervision
        .startAll(List.of(keeper, local))
        .compose(read -> tellStart())
        .compose(told -> supervision.start(executor))
        .compose(running -> watchers.start())
        .compose(
            watching ->
                supervision.startAll(List.of(confirmations, server, checkout, connection, growth)))
        .compose(serving -> writeAddress(server.address()))
        .map(
            written -> {
              log.onFlushed(this::flushed);
              report.resumes(local.world());
              return new Running(server.address(), supervision);
            });
  }

  /** Where the hub lives on the same root, all of a day is its own already (RULES Y10). */
  private long held(LocalDate day) {
    return connection.isSharedRoot()
        ? Long.MAX_VALUE
        : connection.acknowledged().getOrDefault(day, 0L);
  }

  private LocalWorld unreadWorld() {
    return new LocalWorld(files.disk(), root, node, new InventoryPolicy(checkout.inventory()));
  }

  private void told(List<LogLine> lines) {
    server.lines(lines);
  }

  /** Where lines are noticed as they are written, a flush of our own is noticed with them. */
  private void flushed() {
    if (!growth.isWatching()) {
      logGrown();
    }
  }

  private void logGrown() {
    connection.grown();
    local.grown();
  }

  private boolean closeLog() throws IOException {
    files.log().close();
    return true;
  }

  private Future<Void> tellStart() {
    return log.append(
        Event.of(node, SOURCE, EventTypes.AGENT_STARTED, Severity.INFO)
            .message("The agent of " + node.display() + " runs")
            .details(Map.of("version", Agent.VERSION))
            .at(clock.instant()));
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

  private final class Link implements Connection.Home {
    @Override
    public String summary() {
      return OpenConditions.summary(sentinel.held());
    }

    @Override
    public void together(Instant hub) {
      server.together();
      keeper.hubTime(hub);
    }

    @Override
    public void alone(String trouble) {
      server.alone(trouble);
    }
  }
}
