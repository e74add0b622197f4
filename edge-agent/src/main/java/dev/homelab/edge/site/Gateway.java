package dev.homelab.edge.site;

import dev.homelab.disk.Disk;
import dev.homelab.edge.alone.WaitingEvents;
import dev.homelab.edge.site.SiteServer.Serving;
import dev.homelab.edge.uplink.Uplink;
import dev.homelab.edge.uplink.UplinkHost;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Carries;
import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Part;
import dev.homelab.sync.CarriedLog;
import dev.homelab.sync.Delegation;
import dev.homelab.sync.PassedPoll;
import dev.homelab.sync.SignedPoll;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.ingest.Ingest;
import dev.homelab.sync.ingest.NodeLink;
import dev.homelab.web.Connections;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The site's gateway: takes its members' logs on the LAN under its own root, as the hub would, and
 * speaks for those that can't reach the hub (RULES Y7, Y8, A7, N1).
 */
public final class Gateway implements Part {
  private static final System.Logger LOG = System.getLogger(Gateway.class.getName());

  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final long KEEP_MILLIS = TimeUnit.MINUTES.toMillis(10);

  /** In which members that live have come. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Parts parts;
  private final Home home;
  private final CarriedDays days;
  private final Carrying carrying;
  private final Members members = new Members();
  private final SiteServer server;
  private long startedNanos;
  private Set<NodeId> spokenFor = Set.of();
  private List<Long> timers = List.of();

  /** What a gateway is made of. */
  public record Parts(
      Disk disk,
      Path root,
      NodeId self,
      SigningKey key,
      SiteDelegation delegation,
      SiteAddress address,
      SiteOrders orders,
      InstantSource clock) {}

  /** The agent around it. Called on the gateway's context unless said otherwise. */
  public interface Home {
    /** How long ago the hub's last word was (RULES N1). From any thread. */
    Duration hubAge();

    /** When members' logs are sent on. */
    Carries carries();

    /** An uplink to the hub for a member's log, not started; empty while the hub is not known. */
    Optional<Uplink> carry(CarriedLog log, UplinkHost host);

    /** The hub is to hear at once what a poll says of the members. */
    void tellHub();

    /** To be written to the own log. */
    void report(Event event);

    /** A member's copy has grown. From any thread. */
    void grown(NodeId member);

    /** What was read of a member's copy no longer holds. From any thread. */
    void closed(NodeId member);

    /** How things stand with a member may be otherwise now. */
    void changed();

    /** The process has to report that and to start again (RULES L6). From any thread. */
    void syncFailed(IOException cause);
  }

  /** Serves nobody yet. */
  public Gateway(Vertx vertx, Parts parts, Home home) {
    this.vertx = vertx;
    this.parts = parts;
    this.home = home;
    this.days = new CarriedDays(parts.disk(), parts.root(), parts.clock(), CarriedDays.BYTES);
    this.carrying = new Carrying(home::carry);
    this.server = new SiteServer(vertx, parts.address(), this::openIngest);
  }

  @Override
  public String name() {
    return "gateway";
  }

  /** Succeeds at once: the LAN may come up later. */
  @Override
  public Future<Void> start() {
    startedNanos = System.nanoTime();
    server.start(
        _ ->
            timers =
                List.of(
                    Beat.every(vertx, LOOK, _ -> look()),
                    vertx.setPeriodic(100, KEEP_MILLIS, _ -> keep())));
    return Future.succeededFuture();
  }

  private Ingest openIngest(Context context, Connections connections) throws IOException {
    days.load();
    return Ingest.open(
        context,
        new Ingest.Root(
            parts.disk(),
            parts.root(),
            new DelegatedKeys(parts.delegation()::asGateway),
            parts.key()),
        SiteLimits.of(parts.self()),
        connections,
        new GatewayHost(this, home),
        parts.clock());
  }

  @Override
  public boolean outlivesExceptions() {
    return true;
  }

  /** Succeeds when the copies' worker has come to it: the disk does not hang. */
  @Override
  public Future<Void> probe() {
    Serving now = server.now();
    return now == null ? Future.succeededFuture() : now.worker().run(() -> true).mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    timers.forEach(vertx::cancelTimer);
    timers = List.of();
    return server.stop(carrying::close);
  }

  /** The port at which it listens; 0 while it does not. */
  public int port() {
    Serving now = server.now();
    return now == null ? 0 : now.server().actualPort();
  }

  /** The members of the site, by the delegation. */
  public Set<NodeId> members() {
    return parts
        .delegation()
        .asGateway()
        .<Set<NodeId>>map(it -> new TreeSet<>(it.members().keySet()))
        .orElse(Set.of());
  }

  /** What a node that polls us is told that we are. */
  Optional<Delegation> delegation() {
    return parts.delegation().asGateway();
  }

  Optional<String> delegationText() {
    return parts.delegation().asGateway().flatMap(_ -> parts.delegation().text());
  }

  LocalDate floor() {
    return days.floor();
  }

  /** How things stand with the members, as far as they have been heard. On the context. */
  public Map<NodeId, NodeLink> links() {
    Serving now = server.now();
    return now == null
        ? Map.of()
        : members().stream().collect(Collectors.toMap(it -> it, now.ingest()::link));
  }

  private Optional<Duration> silence(NodeId member) {
    Serving now = server.now();
    return now == null
        ? Optional.empty()
        : Optional.of(now.ingest().link(member))
            .filter(link -> link.heard().isPresent())
            .map(NodeLink::silence);
  }

  /** The polls of members that can't reach the hub, for our own poll there. From any context. */
  public List<PassedPoll> passed() {
    return server.now() == null ? List.of() : members.passed(this::silence);
  }

  /** The hub has answered polls that we passed on. From any context. */
  public void answered(Map<NodeId, String> passed) {
    onContext(
        now ->
            passed.forEach(
                (member, text) -> {
                  if (members.answered(member, text)) {
                    now.ingest().wake(member);
                  }
                }));
  }

  /** The hub's answer for exactly this poll; what is for another is void. */
  Optional<String> answerTo(NodeId member, String nonce) {
    return members.answerTo(member, nonce);
  }

  void polled(NodeId member, SignedPoll poll) {
    members.polled(member, poll);
    named(member, poll.poll().content().actions());
    look();
    home.changed();
  }

  private void named(NodeId member, Map<String, String> actions) {
    Serving now = server.now();
    if (now != null && parts.orders().isAnyOf(member)) {
      now.worker()
          .run(
              () -> {
                parts.orders().named(member, actions);
                return true;
              })
          .onFailure(failed -> LOG.log(Level.WARNING, member + ": " + failed.getMessage()));
    }
  }

  /** A person here decided something for a member. From any context. */
  public void ordered(NodeId member) {
    onContext(now -> now.ingest().wake(member));
  }

  SiteOrders orders() {
    return parts.orders();
  }

  /**
   * Succeeds with how many events the hub does not have of members that can't send them themselves,
   * as far as that is known; fails where a copy can't be read.
   */
  public Future<SortedMap<NodeId, Long>> waiting() {
    Serving now = server.now();
    if (now == null) {
      return Future.succeededFuture(new TreeMap<>());
    }
    List<Future<Optional<Waiting>>> all =
        members().stream()
            .filter(member -> !members.reachesHub(member, this::silence))
            .map(member -> waiting(member, now))
            .toList();
    return Future.join(all)
        .map(
            _ -> {
              SortedMap<NodeId, Long> counts = new TreeMap<>();
              all.forEach(
                  each -> each.result().ifPresent(it -> counts.put(it.member(), it.count())));
              return counts;
            });
  }

  private record Waiting(NodeId member, long count) {}

  private Future<Optional<Waiting>> waiting(NodeId member, Serving now) {
    SortedMap<LocalDate, Long> told =
        members.last(member).map(poll -> poll.content().sent()).orElse(new TreeMap<>());
    SortedMap<LocalDate, Long> carried = carrying.held(member);
    return now.worker()
        .run(
            () -> {
              CarriedLog copy = now.ingest().carried(member);
              Optional<Map<LocalDate, Long>> held =
                  HeldByHub.of(copy.durable().keySet(), told, carried);
              return held.isEmpty()
                  ? Optional.empty()
                  : Optional.of(new Waiting(member, WaitingEvents.count(copy, held.get())));
            });
  }

  /** The copies have been read so far. From any thread. */
  public void folded(NodeId member, Map<LocalDate, Long> lengths) {
    Serving now = server.now();
    if (now != null) {
      now.ingest().folded(member, lengths);
    }
  }

  void grown(NodeId member) {
    onContext(_ -> carrying.grown(member));
    home.grown(member);
  }

  private void onContext(Consumer<Serving> work) {
    Serving now = server.now();
    if (now != null) {
      now.context()
          .runOnContext(
              _ -> {
                if (now.equals(server.now())) {
                  work.accept(now);
                }
              });
    }
  }

  /** Who is carried and spoken for, by what the members say. */
  private void look() {
    Serving now = server.now();
    if (now == null) {
      return;
    }
    Set<NodeId> site = members();
    members.only(site);
    carrying.only(
        site.stream().filter(this::isCarried).collect(Collectors.toSet()),
        member -> now.worker().run(() -> now.ingest().carried(member)));
    Set<NodeId> cut = site.stream().filter(members::isCut).collect(Collectors.toSet());
    boolean more = !spokenFor.containsAll(cut);
    spokenFor = cut;
    if (more) {
      home.tellHub();
    }
  }

  /** What nobody knows to have reached the hub is carried: it costs a comparison. */
  private boolean isCarried(NodeId member) {
    boolean young = System.nanoTime() - startedNanos < GRACE.toNanos();
    boolean unheard = members.last(member).isEmpty();
    return home.carries() == Carries.ALWAYS
        || !(members.reachesHub(member, this::silence) || (unheard && young));
  }

  /** The members' days that are too many leave, and so do orders whose time is over. */
  private void keep() {
    Serving now = server.now();
    if (now == null) {
      return;
    }
    now.worker()
        .run(
            () -> {
              parts.orders().forgetOver();
              return true;
            })
        .onFailure(failed -> LOG.log(Level.WARNING, "orders: " + failed.getMessage()));
    Set<NodeId> site = members();
    now.worker()
        .run(
            () -> {
              days.raise(site);
              for (NodeId member : site) {
                if (!now.ingest().drop(member, days.floor()).isEmpty()) {
                  home.closed(member);
                }
              }
              return true;
            })
        .onFailure(failed -> LOG.log(Level.WARNING, "members' days: " + failed.getMessage()));
  }
}
