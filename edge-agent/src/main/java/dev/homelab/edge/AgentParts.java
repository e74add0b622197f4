package dev.homelab.edge;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore;
import dev.homelab.action.Clocks;
import dev.homelab.action.Ledger;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.FileDisk;
import dev.homelab.disk.Reserve;
import dev.homelab.edge.container.DiskCleanup;
import dev.homelab.edge.executor.CleanupRunner;
import dev.homelab.edge.executor.Executor;
import dev.homelab.edge.executor.NodeSettings;
import dev.homelab.edge.executor.RedeployRunner;
import dev.homelab.edge.executor.RestartRunner;
import dev.homelab.edge.executor.Withheld;
import dev.homelab.edge.uplink.LinkState;
import dev.homelab.edge.uplink.LinkStatus;
import dev.homelab.edge.uplink.Uplink;
import dev.homelab.edge.uplink.UplinkHost;
import dev.homelab.edge.uplink.UplinkSettings;
import dev.homelab.edge.uplink.Upstream;
import dev.homelab.edge.watch.NodeFacts;
import dev.homelab.edge.watch.Senses;
import dev.homelab.edge.watch.Sentinel;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.inventory.Checkout;
import dev.homelab.inventory.Inventory;
import dev.homelab.launch.Ending;
import dev.homelab.launch.RepositoryWatch;
import dev.homelab.log.EventLog;
import dev.homelab.log.LogGrowth;
import dev.homelab.log.LogSettings;
import dev.homelab.log.LogWriter;
import dev.homelab.redact.Redactor;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.sync.KeyFile;
import dev.homelab.sync.PollAnswer;
import dev.homelab.sync.PollContent;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.VerifyKey;
import dev.homelab.web.TokenFile;
import dev.homelab.world.ActionFacts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The agent's parts, opened in the order of the circle, and how they hear of each other. */
final class AgentParts {
  private static final System.Logger LOG = System.getLogger(AgentParts.class.getName());
  private static final String VERSION = "0.1.0";
  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
  private static final Duration KEEP_LOGS = Duration.ofDays(30);
  private static final long LOOK_MILLIS = 1_000;

  private final Vertx vertx;
  private final AgentArguments arguments;
  private final RepositoryWatch checkout;
  private final Ending ending;
  private final Disk disk = new FileDisk();
  private final InstantSource clock = InstantSource.system();
  private final Instant started = clock.instant();
  private final NodeId node;
  private final Path root;
  private final EventLog eventLog;
  private final LogWriter log;
  private final SigningKey key;
  private final Containers containers;
  private final WantedServices wanted;
  private final Sentinel sentinel;
  private final Senses senses;
  private final LocalWorld local;
  private final WorkerExecutor reading;
  private final LocalServer server;
  private Set<String> healthWatched;
  private volatile boolean sharedRoot = true;
  private @Nullable Executor executor;
  private volatile @Nullable Uplink uplink;
  private Map<ActionId, ActionState> telling = Map.of();

  /** What is read from disk before anything runs. */
  private record Opened(
      EventLog log,
      SigningKey key,
      ActionStore store,
      Ledger ledger,
      String token,
      Optional<Checkout.Revision> revision) {}

  /** Succeeds with the address of the node's own server when everything runs. */
  static Future<String> start(
      Vertx vertx, AgentArguments arguments, Inventory inventory, Ending ending) {
    Context context = vertx.getOrCreateContext();
    return vertx
        .executeBlocking(() -> open(arguments))
        .compose(
            files ->
                Future.future(
                    serving ->
                        context.runOnContext(
                            run ->
                                new AgentParts(vertx, arguments, inventory, ending, files)
                                    .start(files)
                                    .onComplete(serving))));
  }

  private static Opened open(AgentArguments arguments) throws IOException {
    Disk disk = new FileDisk();
    Path root = arguments.root();
    InstantSource clock = InstantSource.system();
    DiskFiles.createDirectories(disk, root.resolve("state/executor"));
    Reserve reserve = new Reserve(disk, root.resolve("state/executor/reserve"));
    return new Opened(
        EventLog.open(disk, root, arguments.node(), LogSettings.DEFAULT, clock),
        KeyFile.loadOrCreate(root, "node"),
        ActionStore.open(disk, root, reserve, clock),
        Ledger.open(disk, root.resolve("state/executor/ledger.jsonl"), reserve),
        TokenFile.loadOrCreate(root.resolve("state/local-token")),
        new Checkout(arguments.repo()).revision());
  }

  private AgentParts(
      Vertx vertx, AgentArguments arguments, Inventory inventory, Ending ending, Opened files) {
    this.vertx = vertx;
    this.arguments = arguments;
    this.checkout = new RepositoryWatch(vertx, arguments.repo(), inventory, files.revision());
    this.ending = ending;
    this.node = arguments.node();
    this.root = arguments.root();
    this.eventLog = files.log();
    this.key = files.key();
    this.log = new LogWriter(vertx, eventLog, AgentParts::diskFailed);
    this.reading = vertx.createSharedWorkerExecutor("local-world", 1);
    this.local = new LocalWorld(disk, root, node, new InventoryPolicy(inventory));
    this.containers = Containers.open(vertx, arguments, inventory);
    this.wanted = new WantedServices(checkout::inventory, node);
    this.healthWatched = Set.copyOf(wanted.names());
    this.senses =
        new Senses(vertx, containers.engine(), containers.secrets(), containers.standIns());
    this.sentinel = new Sentinel(vertx, node, log, disk, root.resolve("state"), clock);
    this.server = new LocalServer(vertx, arguments, inventory, local, disk, files.token(), started);
  }

  private static void diskFailed(Throwable failure) {
    LOG.log(Level.ERROR, "the log can't be written; the process ends to start again", failure);
    System.exit(1);
  }

  private Future<String> start(Opened files) {
    ending.push("log", () -> log.close().eventually(() -> vertx.executeBlocking(this::closeLog)));
    vertx.setPeriodic(1_000, id -> keepLog());
    vertx.setPeriodic(LOOK_MILLIS, id -> readLog());
    return reading
        .executeBlocking(local::read, true)
        .compose(read -> tellStart())
        .compose(told -> openExecutor(files))
        .compose(
            running -> {
              ending.push("watchers", () -> sentinel.close().eventually(senses::close));
              return sentinel.start(senses.watchers(wanted::watched, clock));
            })
        .compose(watching -> server.start(executor()))
        .compose(address -> writeAddress(address).map(address))
        .onSuccess(
            address -> {
              ending.push("server", server::close);
              confirm();
              vertx.setPeriodic(HOUR_MILLIS, id -> confirm());
              checkout.start((before, now) -> wantedChanged());
              connect();
            });
  }

  private @Nullable Void closeLog() throws IOException {
    eventLog.close();
    return null;
  }

  private Executor executor() {
    if (executor == null) {
      throw new IllegalStateException("the executor is not open yet");
    }
    return executor;
  }

  private Future<Void> tellStart() {
    return log.append(
        Event.of(node, "stability-agent", EventTypes.AGENT_STARTED, Severity.INFO)
            .message("The agent of " + node.display() + " runs")
            .details(Map.of("version", VERSION))
            .at(clock.instant()));
  }

  private Future<Void> openExecutor(Opened files) {
    Withheld withheld = Withheld.by(containers.secrets());
    DiskCleanup cleanup =
        new DiskCleanup(vertx, containers.docker(), root.resolve("logs"), KEEP_LOGS, clock);
    Executor opened =
        new Executor(
            vertx,
            new NodeSettings(
                node,
                () -> sharedRoot,
                new RoutingApprovals(() -> checkout.inventory().routing(), it -> false),
                Clocks.system(() -> true),
                Redactor.shapesOnly()::redact),
            files.store(),
            files.ledger(),
            Map.of(
                ActionKind.CONTAINER_RESTART,
                new RestartRunner(containers.engine(), withheld, () -> Set.copyOf(wanted.names())),
                ActionKind.REDEPLOY,
                new RedeployRunner(containers.deployer(), withheld, "edge-agent"),
                ActionKind.DISK_CLEANUP,
                new CleanupRunner(cleanup)),
            this::notNeeded,
            log);
    executor = opened;
    ending.push("executor", opened::stop);
    return opened.start(this::knownState);
  }

  /** A repair that the system proposed is not needed once its trouble is gone (RULES A10). */
  private Future<Optional<String>> notNeeded(Action action) {
    boolean bySystem = action.proposal().details().containsKey("incident");
    boolean holds = action.subject().isNode() || sentinel.holds(action.subject().service());
    return Future.succeededFuture(
        bySystem && !holds ? Optional.of("its trouble is over") : Optional.empty());
  }

  private Optional<ActionState> knownState(ActionId id) {
    ActionFacts facts = local.world().actions().get(id.text());
    return facts == null ? Optional.empty() : ActionState.read(facts.state());
  }

  private void keepLog() {
    log.run(
            () -> {
              Uplink link = uplink;
              if (link != null) {
                eventLog.sent(link.acknowledged());
              }
              eventLog.maintain();
              return true;
            })
        .onFailure(failed -> LOG.log(Level.WARNING, "the log: " + failed.getMessage()));
  }

  private void readLog() {
    reading
        .executeBlocking(local::read, true)
        .onSuccess(server::lines)
        .onFailure(failed -> LOG.log(Level.WARNING, "the log: " + failed.getMessage()));
  }

  /**
   * Another commit: containers follow by themselves, health watchers come and go, and it is said.
   */
  private void wantedChanged() {
    Set<String> before = healthWatched;
    Set<String> now = Set.copyOf(wanted.names());
    before.stream()
        .filter(name -> !now.contains(name))
        .forEach(
            name ->
                sentinel
                    .remove("health:" + name)
                    .onFailure(
                        failed -> LOG.log(Level.WARNING, name + ": " + failed.getMessage())));
    wanted.watched().stream()
        .filter(service -> !before.contains(service.service()))
        .forEach(service -> senses.health(service).ifPresent(sentinel::add));
    healthWatched = now;
    sentinel.nudge();
    confirm();
  }

  /** States hourly, and at start, everything that is held open (RULES W4). */
  private void confirm() {
    new NodeFacts(containers.engine(), containers.deployer())
        .look(wanted.names())
        .compose(
            facts -> {
              Map<String, Object> more = new LinkedHashMap<>(facts);
              more.put("version", VERSION);
              more.put("started", EventJson.time(started));
              checkout
                  .kept()
                  .revision()
                  .ifPresent(revision -> more.put("revision", revision.commit()));
              return sentinel.confirm(more);
            })
        .onFailure(failed -> LOG.log(Level.WARNING, "checks_confirmed: " + failed.getMessage()));
  }

  private Future<Void> writeAddress(String address) {
    return vertx.executeBlocking(
        () -> {
          DiskFiles.replace(
              disk,
              root.resolve("state/address"),
              (address + "\n").getBytes(StandardCharsets.UTF_8));
          return null;
        });
  }

  private void connect() {
    String host = arguments.upstream().getHost();
    int port = arguments.upstream().getPort();
    new HubKey(vertx, disk, root)
        .get(host, port, key)
        .onSuccess(hub -> open(host, port, hub))
        .onFailure(
            failed -> {
              LOG.log(Level.ERROR, "no uplink: " + failed.getMessage());
              server.alone("no uplink: " + failed.getMessage());
            });
  }

  private void open(String host, int port, VerifyKey hub) {
    UplinkSettings settings =
        arguments.lab().isPresent() ? UplinkSettings.DEFAULT.inLab(root) : UplinkSettings.DEFAULT;
    Uplink opened =
        new Uplink(
            new Uplink.Parts(vertx, disk, root, node, key, eventLog, clock),
            new Upstream("hub", host, port, hub),
            settings,
            new Link());
    uplink = opened;
    ending.push("uplink", opened::close);
    Runnable grown =
        () -> {
          opened.nudge();
          vertx.runOnContext(run -> readLog());
        };
    log.onFlushed(grown);
    LogGrowth.watch(root, node, clock, grown)
        .ifPresent(it -> ending.push("growth", () -> closed(it)));
    opened.start().onFailure(failed -> LOG.log(Level.ERROR, "the uplink: " + failed.getMessage()));
  }

  private Future<Void> closed(LogGrowth growth) {
    return vertx.executeBlocking(
        () -> {
          growth.close();
          return null;
        });
  }

  private void hubTime(Instant hub) {
    log.run(
            () -> {
              eventLog.hubTime(hub);
              return true;
            })
        .onFailure(failed -> LOG.log(Level.WARNING, "the log's days: " + failed.getMessage()));
  }

  private final class Link implements UplinkHost {
    @Override
    public PollContent content() {
      telling = executor().reports();
      Map<String, String> states = new HashMap<>();
      List<Map.Entry<ActionId, ActionState>> some = new ArrayList<>(telling.entrySet());
      for (Map.Entry<ActionId, ActionState> each :
          some.subList(0, Math.min(some.size(), PollContent.MAX_ACTIONS))) {
        states.put(each.getKey().text(), each.getValue().text());
      }
      return new PollContent(states, "", "");
    }

    @Override
    public void answered(PollAnswer answer) {
      server.together();
      hubTime(answer.now());
      Map<ActionId, ActionState> told = telling;
      List<String> documents = new ArrayList<>(answer.delivery().actions());
      documents.addAll(answer.delivery().cancellations());
      Future<Void> reported = told.isEmpty() ? Future.succeededFuture() : executor().reported(told);
      reported
          .compose(
              done ->
                  documents.isEmpty() ? Future.succeededFuture() : executor().documents(documents))
          .onFailure(failed -> LOG.log(Level.WARNING, "documents: " + failed.getMessage()));
    }

    @Override
    public void changed(LinkStatus status) {
      LOG.log(
          Level.INFO,
          "uplink {0}: {1} {2}",
          status.upstream(),
          status.state(),
          status.trouble().orElse(""));
      if (status.state() == LinkState.SHARED) {
        sharedRoot = true;
      } else if (status.state() == LinkState.COMPARING || status.state() == LinkState.UP) {
        sharedRoot = false;
      }
      if (status.state() == LinkState.GREETING && status.trouble().isPresent()) {
        server.alone(status.trouble().get());
      }
    }
  }
}
