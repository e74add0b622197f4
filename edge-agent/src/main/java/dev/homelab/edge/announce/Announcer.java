package dev.homelab.edge.announce;

import dev.homelab.edge.announce.Announcement.Problem;
import dev.homelab.edge.mqtt.Broker;
import dev.homelab.edge.mqtt.RetainedSession;
import dev.homelab.edge.watch.HeldCondition;
import dev.homelab.event.NodeId;
import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Part;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps what the site's broker says of the node true, while there is one. */
public final class Announcer implements Part {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Discovery discovery;
  private final Supplier<List<HeldCondition>> held;
  private final Supplier<Optional<Instant>> aloneSince;
  private final RetainedSession session;
  private final Map<String, String> said = new HashMap<>();
  private Optional<List<Problem>> alerts = Optional.empty();
  private long timer = -1;

  /**
   * @param broker the site's; empty where it has none
   * @param held what the node's watchers hold open
   * @param aloneSince since when it has not heard its hub
   * @param dashboard the node's own, by its address on the LAN
   */
  public Announcer(
      Vertx vertx,
      NodeId node,
      String version,
      Supplier<Future<Optional<Broker>>> broker,
      Supplier<List<HeldCondition>> held,
      Supplier<Optional<Instant>> aloneSince,
      Supplier<Optional<String>> dashboard) {
    this.vertx = vertx;
    this.discovery = new Discovery(node, Discovery.PREFIX, version, dashboard);
    this.held = held;
    this.aloneSince = aloneSince;
    this.session =
        new RetainedSession(
            vertx,
            broker,
            "homelab-" + node.name() + "-announce",
            new RetainedSession.Presence(
                discovery.availability(), Discovery.ONLINE, Discovery.OFFLINE),
            discovery.birth(),
            this::tellAll);
  }

  @Override
  public String name() {
    return "announcer";
  }

  @Override
  public Future<Void> start() {
    session.open();
    timer = Beat.every(vertx, LOOK, due -> tellChanges());
    return Future.succeededFuture();
  }

  /** What people are to be alerted of now, the most urgent first. */
  public void alerts(List<Problem> now) {
    if (!alerts.equals(Optional.of(now))) {
      alerts = Optional.of(List.copyOf(now));
      tellChanges();
    }
  }

  /** Whether the broker hears what is said now. */
  boolean isHeard() {
    return session.isOpen();
  }

  /** Whether the site had no broker when that was asked last. */
  boolean hasNoBroker() {
    return session.hasNoBroker();
  }

  private void tellAll() {
    said.clear();
    discovery.configuration().forEach(this::say);
    tellChanges();
  }

  private void tellChanges() {
    if (session.isOpen()) {
      discovery.states(announcement(held.get(), aloneSince.get(), alerts)).forEach(this::say);
    }
  }

  private void say(Discovery.Message message) {
    if (!message.payload().equals(said.put(message.topic(), message.payload()))) {
      session.retain(message.topic(), message.payload());
    }
  }

  /** Pure. */
  static Announcement announcement(
      List<HeldCondition> held, Optional<Instant> aloneSince, Optional<List<Problem>> alerts) {
    Map<NodeProblem, Problem> problems = new EnumMap<>(NodeProblem.class);
    held.stream()
        .sorted(Comparator.comparing(HeldCondition::since))
        .forEach(
            condition ->
                NodeProblem.of(condition.key().type())
                    .ifPresent(
                        what ->
                            problems.merge(
                                what,
                                new Problem(condition.since(), condition.message()),
                                (first, next) ->
                                    new Problem(
                                        first.since(), first.reason() + "; " + next.reason()))));
    aloneSince.ifPresent(
        since -> problems.put(NodeProblem.UPLINK, new Problem(since, "The hub does not answer")));
    return new Announcement(problems, alerts);
  }

  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return session.close();
  }
}
