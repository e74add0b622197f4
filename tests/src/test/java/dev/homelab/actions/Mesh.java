package dev.homelab.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.Actions;
import dev.homelab.action.ApprovalRules;
import dev.homelab.action.Clocks;
import dev.homelab.action.CrashDisk;
import dev.homelab.action.Proposal;
import dev.homelab.action.Way;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.world.ActionFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A hub and a node, on disks of their own or on the root that they share (RULES A6), with
 * everything between them in the hands of the test: polls whose answers are lost, logs that arrive
 * late, power cuts on either side, clocks that are wrong after one.
 */
final class Mesh {
  static final NodeId HUB = NodeId.of("vps");
  static final NodeId GATEWAY = NodeId.of("chelsty-infra");
  private static final NodeId EDGE = GATEWAY;
  private static final NodeId MEMBER = NodeId.of("chelsty-ha");
  private static final Duration VALIDITY = Duration.ofMinutes(10);

  /** A document carries whole seconds. */
  private static final Duration ROUNDING = Duration.ofSeconds(1);

  static final Path ROOT = Path.of("/root");

  static final ApprovalRules RULES =
      new ApprovalRules() {
        @Override
        public boolean allows(ActionKind kind, Way way) {
          return true;
        }

        @Override
        public Duration validity(Proposal proposal) {
          return VALIDITY;
        }
      };

  final Random random;
  final CrashDisk hubDisk;
  final CrashDisk nodeDisk;
  final SimulatedHub hub;
  final SimulatedNode node;
  final CrashDisk gatewayDisk;

  /** The gateway of the node's site, where the node is not that itself. */
  final Optional<SimulatedNode> gateway;

  /** What every process did, however often it was started. */
  final Map<ActionId, Integer> runs = new HashMap<>();

  /** What a person approved, by any way; and when at the latest. */
  private final Map<ActionId, Instant> approved = new HashMap<>();

  /** Approved by moving a file: valid from when that is first seen. */
  private final Set<ActionId> byFile = new HashSet<>();

  /** Approved on the node itself, whatever the hub says of it. */
  private final Set<ActionId> atNode = new HashSet<>();

  /** Rejected, cancelled or expired at the hub while no node could have heard of it. */
  private final Set<ActionId> withdrawn = new HashSet<>();

  /** What a person rejected, and the node has heard of it before it ran. */
  private final Set<ActionId> rejectedAtMember = new HashSet<>();

  /** What a hand took away, and how many power cuts there had been by then. */
  private final Map<ActionId, Integer> deleted = new HashMap<>();

  private int powerCuts;

  /** Whether a power cut leaves the clocks as they are. */
  boolean clocksStayRight;

  final boolean shared;
  final NodeId self;
  final Clock hubClock = new Clock();
  final Clock nodeClock = new Clock();
  final Clock gatewayClock = new Clock();
  Instant now = Actions.NOON;
  private int made;

  /** A wall clock; after a power cut it may be wrong until it is set. */
  final class Clock {
    private Duration skew = Duration.ZERO;
    private boolean believed = true;

    void powerCut() {
      if (random.nextInt(3) == 0 && !clocksStayRight) {
        goesWrong();
      }
    }

    void goesWrong() {
      believed = false;
      skew = random.nextBoolean() ? Duration.ofDays(-400) : Duration.ofDays(3);
    }

    void set() {
      believed = true;
      skew = Duration.ZERO;
    }

    /** Since a boot; monotonic whatever the wall says. */
    Clocks since(long bootSeconds) {
      return new Clocks(
          () -> now.plus(skew),
          () -> (now.getEpochSecond() - bootSeconds) * 1_000_000_000L,
          () -> believed);
    }
  }

  /**
   * @param shared whether the node is the hub's own, on its root
   */
  Mesh(long seed, boolean shared) throws IOException {
    this(seed, shared ? HUB : EDGE);
  }

  private Mesh(long seed, NodeId self) throws IOException {
    random = new Random(seed);
    this.self = self;
    shared = self.equals(HUB);
    hubDisk = disk();
    nodeDisk = shared ? hubDisk : disk();
    gatewayDisk = disk();
    gateway =
        self.equals(MEMBER)
            ? Optional.of(new SimulatedNode(this, GATEWAY, gatewayDisk, gatewayClock))
            : Optional.empty();
    hub = new SimulatedHub(this);
    node = new SimulatedNode(this, self, nodeDisk, nodeClock);
  }

  /** A hub, a member of a site, and that site's gateway. */
  static Mesh withGateway(long seed) throws IOException {
    return new Mesh(seed, MEMBER);
  }

  private CrashDisk disk() {
    CrashDisk disk = new CrashDisk(random, () -> now);
    disk.createDirectory(Path.of("/"));
    disk.createDirectory(ROOT);
    return disk;
  }

  Proposal propose() {
    return Actions.restart(new Subject(self, "mosquitto"), ++made);
  }

  /** A person approves, or tries to; gives what takes that back where it is refused. */
  Runnable approving(ActionId id) {
    Instant before = approved.put(id, now);
    return () -> {
      if (before == null) {
        approved.remove(id);
      } else {
        approved.put(id, before);
      }
    };
  }

  /** What a person does about an action. */
  interface Deed {
    void on(Action action) throws IOException;
  }

  /** Does it to one of these, if there is any. */
  void any(List<Action> actions, Deed deed) throws IOException {
    if (!actions.isEmpty()) {
      deed.on(actions.get(random.nextInt(actions.size())));
    }
  }

  void approvedByFile(ActionId id) {
    approved.put(id, now);
    byFile.add(id);
  }

  void deleted(ActionId id) {
    deleted.putIfAbsent(id, powerCuts);
  }

  /** A power cut may bring a file back that a hand took away, or lose what was said of it. */
  boolean isInDoubt(ActionId id) {
    return deleted.containsKey(id) && deleted.get(id) < powerCuts;
  }

  void approvedAtNode(ActionId id) {
    atNode.add(id);
  }

  void rejectedAtMember(ActionId id) {
    rejectedAtMember.add(id);
  }

  void withdrawnAtHub(ActionId id) {
    withdrawn.add(id);
  }

  /** The power of one machine is cut and comes back. */
  void hubCrash() throws IOException {
    powerCuts++;
    hub.lose();
    if (shared) {
      node.lose();
    }
    hubDisk.restart();
    hubClock.powerCut();
    hub.restart();
    if (shared) {
      node.restart();
    }
  }

  void nodeCrash() throws IOException {
    if (shared) {
      hubCrash();
      return;
    }
    powerCuts++;
    node.lose();
    nodeDisk.restart();
    nodeClock.powerCut();
    node.restart();
  }

  /** A poll; either leg may be lost, and an answer may come twice. */
  void poll() throws IOException {
    Map<ActionId, ActionState> reports = node.reports();
    List<ActionDocument> documents = hub.answer(reports);
    if (random.nextInt(4) == 0) {
      return;
    }
    node.reported(reports);
    int times = random.nextInt(5) == 0 ? 2 : 1;
    for (int i = 0; i < times; i++) {
      for (ActionDocument document : documents) {
        node.take(document);
      }
    }
  }

  /** Carries some more of the node's log to the hub. */
  void sync(int most) throws IOException {
    for (int i = 0; i < most && hub.position < node.log.size(); i++) {
      Event event = node.log.get(hub.position);
      Optional<ActionFact> fact = ActionFact.read(event, self);
      if (fact.isPresent()) {
        hub.fact(fact.get());
      }
      hub.position++;
    }
  }

  /** The same of the gateway's own log. */
  void syncGateway(int most) throws IOException {
    List<Event> log = gateway.orElseThrow().log;
    for (int i = 0; i < most && hub.gatewayPosition < log.size(); i++) {
      Optional<ActionFact> fact = ActionFact.read(log.get(hub.gatewayPosition), GATEWAY);
      if (fact.isPresent()) {
        hub.fact(fact.get());
      }
      hub.gatewayPosition++;
    }
  }

  void gatewayCrash() throws IOException {
    powerCuts++;
    gateway.orElseThrow().lose();
    gatewayDisk.restart();
    gatewayClock.powerCut();
    gateway.orElseThrow().restart();
  }

  /** An action runs now: once, and because a person approved it not too long ago. */
  void ran(Action action) {
    ActionId id = action.id();
    runs.merge(id, 1, Integer::sum);
    assertThat(runs.get(id)).as("runs of %s", id).isEqualTo(1);
    assertThat(approved).as("approved before it ran").containsKey(id);
    assertThat(rejectedAtMember).as("what was rejected before does not run").doesNotContain(id);
    if (!byFile.contains(id)) {
      assertThat(now)
          .as("%s is still valid when it runs", id)
          .isBeforeOrEqualTo(approved.get(id).plus(VALIDITY).plus(ROUNDING));
    }
    if (!atNode.contains(id)) {
      assertThat(withdrawn).as("what was withdrawn in time does not run").doesNotContain(id);
    }
  }

  /** What logs tell of actions, the furthest state of each. */
  static Map<ActionId, ActionFacts> told(List<Event> log, NodeId of) {
    Map<ActionId, ActionFacts> told = new HashMap<>();
    for (Event event : log) {
      ActionFacts.read(event, of)
          .ifPresent(facts -> told.merge(facts.id(), facts, ActionFacts::merge));
    }
    return told;
  }

  /** Both logs together. */
  Map<ActionId, ActionFacts> told() {
    Map<ActionId, ActionFacts> told = told(hub.log, HUB);
    told(node.log, self).forEach((id, facts) -> told.merge(id, facts, ActionFacts::merge));
    gateway.ifPresent(
        it ->
            told(it.log, GATEWAY)
                .forEach((id, facts) -> told.merge(id, facts, ActionFacts::merge)));
    return told;
  }
}
