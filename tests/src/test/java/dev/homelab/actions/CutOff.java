package dev.homelab.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Command;
import dev.homelab.action.Proposal;
import dev.homelab.edge.alone.LoneDeciding;
import dev.homelab.event.NodeId;
import dev.homelab.rules.Circumstances.Knowledge;
import dev.homelab.slice.Slice;
import dev.homelab.world.LogFold;
import dev.homelab.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A hub and a node with the decisions that each of them makes, and a cut between them. Whoever
 * decides goes by what its own logs and folders say, and by nothing else.
 */
final class CutOff {
  /** A rejection or the ladder, what has just ended, and that nothing helps. */
  static final Set<String> HOLDING = Set.of("S5", "S6", "S7");

  final Mesh mesh;
  final DecidingHub hub;
  final Trouble trouble;
  private boolean cut;
  private boolean alone;

  /** The hub has folded all that the node had written when it polled last. */
  private int statedLength = Integer.MAX_VALUE;

  private Optional<Slice> slice = Optional.empty();

  /** Alerts of this outage and trouble, by what they stand for. */
  private final Set<ActionId> alerted = new HashSet<>();

  CutOff(long seed) throws IOException {
    mesh = new Mesh(seed, false);
    mesh.clocksStayRight = true;
    trouble = new Trouble(mesh, "mosquitto");
    hub = new DecidingHub(mesh, this::logsAtHub, this::hubsKnowledge);
  }

  // What happens to the service and to the wire.

  void heals() {
    if (trouble.isOpen()) {
      trouble.heals();
      alerted.clear();
    }
  }

  void cut() {
    cut = true;
  }

  void mend() {
    cut = false;
  }

  /** A poll; its answer ends being alone, and may bring the slice and documents. */
  void poll() throws IOException {
    if (cut) {
      return;
    }
    Map<ActionId, ActionState> reports = mesh.node.reports();
    statedLength = mesh.node.log.size();
    List<ActionDocument> documents = mesh.hub.answer(reports);
    if (mesh.random.nextInt(4) == 0) {
      return;
    }
    slice = Optional.of(hub.slice(mesh.self));
    mesh.node.reported(reports);
    for (ActionDocument document : documents) {
      mesh.node.take(document);
    }
    if (alone) {
      alone = false;
      alerted.clear();
      Deciders.takenOver(mesh.node);
    }
  }

  void sync(int most) throws IOException {
    if (!cut) {
      mesh.hub.flush();
      mesh.node.flush();
      mesh.sync(most);
    }
  }

  // What the hub decides.

  private List<LogFold> logsAtHub() {
    return List.of(Deciders.fold(mesh.self, mesh.node.log.subList(0, mesh.hub.position)));
  }

  private Map<NodeId, Knowledge> hubsKnowledge() {
    boolean caughtUp = !cut && mesh.hub.position >= statedLength;
    return Map.of(mesh.self, new Knowledge(caughtUp, false, Optional.empty(), Duration.ZERO));
  }

  void hubDecides() throws IOException {
    hub.decides(
        (proposal, creation) -> {
          if (creation instanceof Creation.Exists(ActionState state)) {
            assertThat(state.isEnded())
                .as("%s is proposed while it is %s", proposal.id(), state)
                .isFalse();
          }
        });
  }

  // What the node decides.

  void nodeDecides() throws IOException {
    if (!cut) {
      return;
    }
    alone = true;
    World own = DecidingHub.POLICY.merge().merge(List.of(Deciders.fold(mesh.self, mesh.node.log)));
    Deciders.decide(
        mesh.node,
        new LoneDeciding(mesh.self, () -> own, () -> slice, () -> DecidingHub.INVENTORY),
        mesh.now,
        this::raised);
  }

  private void raised(Proposal alert, Creation creation) {
    assertThat(creation).as("%s", alert.id()).isInstanceOf(Creation.Created.class);
    alert
        .standsFor()
        .ifPresent(
            stood ->
                assertThat(alerted.add(stood.id())).as("alerted once: %s", stood.id()).isTrue());
  }

  List<Action> alerts() throws IOException {
    return mesh.node.pending().stream().filter(action -> action.id().isAlone()).toList();
  }

  void approveOnSite(Action alert) throws IOException {
    ActionId stood = alert.proposal().standsFor().orElseThrow().id();
    mesh.node.approveAlert(alert, stood);
  }

  void rejectOnSite(Action alert) throws IOException {
    mesh.node.command(alert.id(), new Command.Reject("local", "no"));
  }

  // What happens to the machines.

  /** Clocks stay right: what wrong ones do is played by {@link InterleavingsTest}. */
  void hubCrashes() throws IOException {
    mesh.hubCrash();
    statedLength = Integer.MAX_VALUE;
  }

  void nodeCrashes() throws IOException {
    mesh.nodeCrash();
  }

  // What must hold.

  /** One trouble's step has one name, whoever approved it, and at most one proposal waits. */
  void holds() throws IOException {
    trouble.stepsHaveOneName();
    assertThat(alerts()).as("alerts that wait on the site").hasSizeLessThanOrEqualTo(1);
    assertThat(hub.pending()).as("proposals that wait at the hub").hasSizeLessThanOrEqualTo(1);
  }

  /** The cut is over, nothing new happens: all comes to rest, and both sides agree. */
  void settles() throws IOException {
    mend();
    for (int round = 0; round < 60; round++) {
      mesh.now = mesh.now.plusSeconds(30);
      mesh.node.look();
      mesh.hub.look();
      poll();
      mesh.node.claim();
      mesh.node.endAll();
      sync(Integer.MAX_VALUE);
      hubDecides();
    }
    sync(Integer.MAX_VALUE);
    assertThat(mesh.node.isIdle()).isTrue();
    assertThat(alerts()).as("alerts after the return").isEmpty();
    for (Action action : mesh.hub.all()) {
      agreed(action);
    }
    waits();
  }

  private void agreed(Action action) throws IOException {
    ActionState atNode = mesh.node.stateOf(action.id());
    assertThat(action.state())
        .as("%s comes to rest: %s", action.id(), action.history())
        .isNotIn(ActionState.APPROVED, ActionState.RUNNING);
    if (atNode != null) {
      assertThat(action.state())
          .as("hub and node on %s: %s", action.id(), action.history())
          .isEqualTo(atNode);
    }
  }

  /** What is over waits for nobody; what is not waits for a person, or for a pause to be over. */
  private void waits() throws IOException {
    if (!trouble.isOpen()) {
      assertThat(hub.pending()).as("proposals for what is well").isEmpty();
    } else if (hub.pending().isEmpty()) {
      assertThat(hub.verdict().reasons().values().stream().flatMap(List::stream).toList())
          .as("why nothing is proposed")
          .anyMatch(reason -> reason.held() && HOLDING.contains(reason.rule()));
    }
    assertThat(mesh.hub.in(ActionState.PENDING)).noneMatch(action -> action.id().isAlone());
  }
}
