package dev.homelab.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionDocument.RejectDocument;
import dev.homelab.action.ActionEvents;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Command;
import dev.homelab.action.MalformedAction;
import dev.homelab.action.Proposal;
import dev.homelab.edge.alone.LoneDeciding;
import dev.homelab.edge.site.SiteDeciding;
import dev.homelab.edge.site.SiteOrders;
import dev.homelab.event.NodeId;
import dev.homelab.rules.Circumstances.Knowledge;
import dev.homelab.slice.Slice;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.LogFold;
import dev.homelab.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A hub, a site's gateway and a member of it, each with the decisions that it makes, and three
 * links between them that come and go: the member's to the hub, the gateway's to the hub, and the
 * LAN. Whoever decides goes by what its own logs, copies and folders say, and by nothing else.
 */
final class SiteCutOff {
  final Mesh mesh;
  final SimulatedNode gateway;
  final DecidingHub hub;
  final Trouble trouble;
  private SiteOrders orders;
  boolean memberCut;
  boolean gatewayCut;
  boolean lanCut;

  /** How much of the member's log the gateway has, and how much there was when it polled. */
  private int copied;

  private int statedToGateway = Integer.MAX_VALUE;
  private int statedToHub = Integer.MAX_VALUE;

  private Optional<Slice> sitesSlice = Optional.empty();
  private Optional<Slice> membersSlice = Optional.empty();

  /** What was rejected at the gateway before it ran anywhere. */
  final Set<ActionId> rejectedInTime = new HashSet<>();

  /** Of these, what the hub had as approved. */
  final Set<ActionId> overruled = new HashSet<>();

  SiteCutOff(long seed) throws IOException {
    mesh = Mesh.withGateway(seed);
    mesh.clocksStayRight = true;
    gateway = mesh.gateway.orElseThrow();
    orders = openOrders();
    trouble = new Trouble(mesh, "homeassistant");
    hub = new DecidingHub(mesh, this::logsAtHub, this::hubsKnowledge);
  }

  private SiteOrders openOrders() throws IOException {
    SiteOrders opened =
        new SiteOrders(
            mesh.gatewayDisk, Mesh.ROOT, mesh.gatewayClock.since(mesh.random.nextInt(1_000)));
    opened.load();
    opened.untold(Mesh.told(gateway.log, Mesh.GATEWAY)).forEach(this::tellRejected);
    return opened;
  }

  private void tellRejected(Action rejected) {
    gateway.tell(ActionEvents.of(rejected, ActionEvents.EXECUTOR, true, mesh.now));
  }

  // What happens to the wires.

  void cut() {
    memberCut = true;
    gatewayCut = true;
  }

  void mend() {
    memberCut = false;
    gatewayCut = false;
    lanCut = false;
  }

  private boolean isLost() {
    return mesh.random.nextInt(4) == 0;
  }

  /** An answer of either may come again: its nonce holds until the member has seen it. */
  private void take(List<ActionDocument> documents) throws IOException {
    int times = mesh.random.nextInt(5) == 0 ? 2 : 1;
    for (int i = 0; i < times; i++) {
      for (ActionDocument document : documents) {
        mesh.node.take(document);
        if (document instanceof RejectDocument && !mesh.runs.containsKey(document.id())) {
          mesh.rejectedAtMember(document.id());
        }
      }
    }
  }

  void memberPollsHub() throws IOException {
    if (memberCut) {
      return;
    }
    Map<ActionId, ActionState> reports = mesh.node.reports();
    statedToHub = mesh.node.log.size();
    List<ActionDocument> documents = mesh.hub.answer(reports);
    if (isLost()) {
      return;
    }
    membersSlice = Optional.of(hub.slice(mesh.self));
    mesh.node.reported(reports);
    take(documents);
    Deciders.takenOver(mesh.node);
  }

  void gatewayPollsHub() throws IOException {
    if (!gatewayCut && !isLost()) {
      sitesSlice = Optional.of(hub.slice(Mesh.GATEWAY));
      Deciders.takenOver(gateway);
    }
  }

  /**
   * The member's poll at the gateway, which answers for itself and, where it can, for the hub. Says
   * whether the member has heard the answer.
   */
  boolean memberPollsGateway() throws IOException {
    if (lanCut) {
      return false;
    }
    Map<ActionId, ActionState> reports = mesh.node.reports();
    statedToGateway = mesh.node.log.size();
    orders.named(mesh.self, words(reports));
    List<ActionDocument> ordered = documents();
    List<ActionDocument> hubs = List.of();
    if (!gatewayCut && memberCut) {
      statedToHub = mesh.node.log.size();
      hubs = mesh.hub.answer(reports);
    }
    if (isLost()) {
      return false;
    }
    boolean hubFirst = mesh.random.nextBoolean();
    take(hubFirst ? hubs : ordered);
    take(hubFirst ? ordered : hubs);
    Deciders.takenOver(mesh.node);
    return true;
  }

  private static Map<String, String> words(Map<ActionId, ActionState> reports) {
    Map<String, String> words = new TreeMap<>();
    reports.forEach((id, state) -> words.put(id.text(), state.text()));
    return words;
  }

  private List<ActionDocument> documents() {
    return orders.documents(mesh.self).stream()
        .map(
            text -> {
              try {
                return ActionDocument.parse(text);
              } catch (MalformedAction malformed) {
                throw new AssertionError(malformed);
              }
            })
        .toList();
  }

  void copyToGateway(int most) {
    if (!lanCut) {
      mesh.node.flush();
      copied += Math.min(mesh.node.log.size() - copied, most);
      orders.told(siteWorld().actions());
    }
  }

  /** The member's log gets to the hub by either way, the gateway's by its own. */
  void syncMember(int most) throws IOException {
    if (!memberCut) {
      mesh.node.flush();
      mesh.sync(most);
    } else if (!gatewayCut) {
      mesh.sync(Math.clamp(copied - mesh.hub.position, 0, most));
    }
  }

  void syncGateway(int most) throws IOException {
    mesh.hub.flush();
    if (!gatewayCut) {
      gateway.flush();
      mesh.syncGateway(most);
    }
  }

  /** News that the hub has had come again, from some line on. */
  void newsComeAgain() {
    mesh.hub.position = mesh.random.nextInt(mesh.hub.position + 1);
    mesh.hub.gatewayPosition = mesh.random.nextInt(mesh.hub.gatewayPosition + 1);
    statedToHub = Integer.MAX_VALUE;
  }

  // What the hub decides.

  private List<LogFold> logsAtHub() {
    return List.of(
        Deciders.fold(Mesh.GATEWAY, gateway.log.subList(0, mesh.hub.gatewayPosition)),
        Deciders.fold(mesh.self, mesh.node.log.subList(0, mesh.hub.position)));
  }

  private Map<NodeId, Knowledge> hubsKnowledge() {
    boolean caughtUp = !(memberCut && gatewayCut) && mesh.hub.position >= statedToHub;
    return Map.of(
        Mesh.GATEWAY,
        Knowledge.FULL,
        mesh.self,
        new Knowledge(caughtUp, false, Optional.empty(), Duration.ZERO));
  }

  void hubDecides() throws IOException {
    hub.decides((_, _) -> {});
  }

  // What the site decides.

  private World siteWorld() {
    return DecidingHub.POLICY
        .merge()
        .merge(
            List.of(
                Deciders.fold(Mesh.GATEWAY, gateway.log),
                Deciders.fold(mesh.self, mesh.node.log.subList(0, copied))));
  }

  private SiteDeciding siteDeciding() {
    World own = DecidingHub.POLICY.merge().merge(List.of(Deciders.fold(Mesh.GATEWAY, gateway.log)));
    World site = siteWorld();
    boolean caughtUp = !lanCut && copied >= statedToGateway;
    return new SiteDeciding(
        new LoneDeciding(Mesh.GATEWAY, () -> own, () -> sitesSlice, () -> DecidingHub.INVENTORY),
        () -> site,
        () -> Map.of(mesh.self, new Knowledge(caughtUp, false, Optional.empty(), Duration.ZERO)),
        orders,
        () -> sitesSlice,
        () -> DecidingHub.INVENTORY);
  }

  void gatewayDecides() throws IOException {
    if (gatewayCut) {
      Deciders.decide(gateway, siteDeciding(), mesh.now, (_, _) -> {});
    }
  }

  /** Only where it reaches neither hub nor gateway. */
  void memberDecides() throws IOException {
    if (memberCut && lanCut) {
      World own =
          DecidingHub.POLICY.merge().merge(List.of(Deciders.fold(mesh.self, mesh.node.log)));
      Deciders.decide(
          mesh.node,
          new LoneDeciding(mesh.self, () -> own, () -> membersSlice, () -> DecidingHub.INVENTORY),
          mesh.now,
          (_, _) -> {});
    }
  }

  void approveAtGateway(Action alert) throws IOException {
    Proposal stood = alert.proposal().standsFor().orElseThrow();
    Runnable undo = mesh.approving(stood.id());
    mesh.approvedAtNode(stood.id());
    if (orders.give(stood, "local", DecidingHub.VALIDITY)) {
      gateway.command(alert.id(), new Command.Told());
    } else {
      undo.run();
    }
  }

  /** The order, the log, and then the alert. */
  void rejectAtGateway(Action alert) throws IOException {
    Proposal stood = alert.proposal().standsFor().orElseThrow();
    tellRejected(orders.reject(stood, "local", "no"));
    if (!mesh.runs.containsKey(stood.id())) {
      rejectedInTime.add(stood.id());
      if (mesh.hub.stateOf(stood.id()) == ActionState.APPROVED) {
        overruled.add(stood.id());
      }
    }
    gateway.command(alert.id(), new Command.Reject("local", "no"));
  }

  void approveAtMember(Action alert) throws IOException {
    mesh.node.approveAlert(alert, alert.proposal().standsFor().orElseThrow().id());
  }

  void rejectAtMember(Action alert) throws IOException {
    mesh.node.command(alert.id(), new Command.Reject("local", "no"));
    ActionId stood = alert.proposal().standsFor().orElseThrow().id();
    if (mesh.node.stateOf(stood) == ActionState.REJECTED) {
      mesh.rejectedAtMember(stood);
    }
  }

  // What happens to the machines.

  void hubCrashes() throws IOException {
    mesh.hubCrash();
    statedToHub = Integer.MAX_VALUE;
  }

  /** After it the gateway's clock may be wrong until it is set; the others' stay right. */
  void gatewayCrashes() throws IOException {
    mesh.gatewayCrash();
    if (mesh.random.nextInt(3) == 0) {
      mesh.gatewayClock.goesWrong();
    }
    orders = openOrders();
    statedToGateway = Integer.MAX_VALUE;
  }

  void memberCrashes() throws IOException {
    mesh.nodeCrash();
  }

  // What must hold.

  void holds() {
    trouble.stepsHaveOneName();
  }

  /** All wires are whole, nothing new happens: all comes to rest, and all three agree. */
  void settles() throws IOException {
    mend();
    mesh.gatewayClock.set();
    for (int round = 0; round < 60; round++) {
      mesh.now = mesh.now.plusSeconds(30);
      mesh.node.look();
      gateway.look();
      mesh.hub.look();
      memberPollsHub();
      var _ = memberPollsGateway();
      gatewayPollsHub();
      mesh.node.claim();
      mesh.node.endAll();
      copyToGateway(Integer.MAX_VALUE);
      syncMember(Integer.MAX_VALUE);
      syncGateway(Integer.MAX_VALUE);
      hubDecides();
    }
    syncMember(Integer.MAX_VALUE);
    syncGateway(Integer.MAX_VALUE);
    assertThat(mesh.node.isIdle()).isTrue();
    assertThat(Deciders.alerts(gateway)).as("alerts after the return").isEmpty();
    assertThat(Deciders.alerts(mesh.node)).as("alerts after the return").isEmpty();
    assertThat(orders.actions()).as("orders that nobody named").isEmpty();
    agreed();
  }

  private void agreed() throws IOException {
    SortedMap<ActionId, ActionFacts> atHub = hub.actions();
    SortedMap<ActionId, ActionFacts> atGateway = siteDeciding().actions(Deciders.files(gateway));
    for (Action action : mesh.hub.all()) {
      assertThat(action.state())
          .as("%s comes to rest: %s", action.id(), action.history())
          .isNotIn(ActionState.APPROVED, ActionState.RUNNING);
      assertThat(Optional.ofNullable(atHub.get(action.id())).map(ActionFacts::state))
          .as("the hub's file and logs on %s: %s", action.id(), action.history())
          .isEqualTo(action.id().isAlone() ? Optional.empty() : Optional.of(action.state()));
    }
    for (Action action : mesh.node.all()) {
      if (!action.id().isAlone()) {
        assertThat(atHub.get(action.id()).state())
            .as("hub and member on %s: %s", action.id(), action.history())
            .isEqualTo(action.state());
        assertThat(atGateway.get(action.id()).state())
            .as("gateway and member on %s: %s", action.id(), action.history())
            .isEqualTo(action.state());
      }
    }
    for (ActionId id : mesh.runs.keySet()) {
      assertThat(mesh.node.stateOf(id)).isIn(ActionState.COMPLETED, ActionState.FAILED);
    }
    for (ActionId id : rejectedInTime) {
      assertThat(atHub.get(id).state())
          .as("%s was rejected at the gateway", id)
          .isEqualTo(mesh.node.stateOf(id));
    }
  }
}
