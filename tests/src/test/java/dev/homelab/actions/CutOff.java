package dev.homelab.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Command;
import dev.homelab.action.Proposal;
import dev.homelab.edge.alone.Alerts;
import dev.homelab.edge.alone.LoneDeciding;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.Circumstances;
import dev.homelab.rules.Circumstances.Knowledge;
import dev.homelab.rules.Draft;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.rules.KnownActions;
import dev.homelab.rules.Proposals;
import dev.homelab.rules.Supervisor;
import dev.homelab.rules.Verdict;
import dev.homelab.slice.Slice;
import dev.homelab.slice.Slicing;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.LogFold;
import dev.homelab.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A hub and a node with the decisions that each of them makes, and a cut between them. Whoever
 * decides goes by what its own logs and folders say, and by nothing else.
 */
final class CutOff {
  static final Inventory INVENTORY =
      Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();
  static final InventoryPolicy POLICY = new InventoryPolicy(INVENTORY);
  private static final String SERVICE = "mosquitto";
  static final Duration VALIDITY = Duration.ofMinutes(10);

  /** A rejection or the ladder, what has just ended, and that nothing helps. */
  static final Set<String> HOLDING = Set.of("S5", "S6", "S7");

  final Mesh mesh;
  private boolean cut;
  private boolean alone;

  /** The hub has folded all that the node had written when it polled last. */
  private int statedLength = Integer.MAX_VALUE;

  private Optional<Slice> slice = Optional.empty();
  private Optional<Instant> brokenSince = Optional.empty();

  /** What each step of a trouble was, so that none is done twice under two names. */
  private final Map<String, ActionId> steps = new HashMap<>();

  /** Alerts of this outage and trouble, by what they stand for. */
  private final Set<ActionId> alerted = new HashSet<>();

  CutOff(long seed) throws IOException {
    mesh = new Mesh(seed, false);
    mesh.clocksStayRight = true;
    event("checks_confirmed", null, Map.of("definitions", Map.of(SERVICE, "hash")));
  }

  private void event(String type, @Nullable String service, Map<String, Object> details) {
    Event event =
        Event.of(mesh.self, "stability-agent", type, Severity.ERROR)
            .message(type)
            .details(details)
            .at(mesh.now);
    mesh.node.log.add(service == null ? event : event.withService(service));
  }

  // What happens to the service and to the wire.

  void breaks() {
    if (brokenSince.isEmpty()) {
      brokenSince = Optional.of(mesh.now);
      event("containers_not_running", SERVICE, Map.of("since", EventJson.time(mesh.now)));
    }
  }

  void heals() {
    if (brokenSince.isPresent()) {
      brokenSince = Optional.empty();
      alerted.clear();
      event("service_recovered", SERVICE, Map.of("of", "containers_not_running"));
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
    slice = Optional.of(Slicing.of(mesh.self, INVENTORY, hubWorld(), hubKnows(), mesh.now));
    mesh.node.reported(reports);
    for (ActionDocument document : documents) {
      mesh.node.take(document);
    }
    if (alone) {
      alone = false;
      alerted.clear();
      for (Action alert : mesh.node.pending()) {
        if (alert.id().isAlone()) {
          mesh.node.command(alert.id(), new Command.TakenOver());
        }
      }
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

  private World hubWorld() {
    return POLICY
        .merge()
        .merge(
            List.of(
                fold(Mesh.HUB, mesh.hub.log),
                fold(mesh.self, mesh.node.log.subList(0, mesh.hub.position))));
  }

  private SortedMap<ActionId, ActionFacts> hubKnows() throws IOException {
    return KnownActions.of(facts(mesh.hub.all(), Mesh.HUB), hubWorld().actions());
  }

  static Map<ActionId, ActionFacts> facts(List<Action> actions, NodeId root) {
    Map<ActionId, ActionFacts> facts = new HashMap<>();
    actions.forEach(action -> facts.put(action.id(), ActionFacts.of(action, root)));
    return facts;
  }

  static LogFold fold(NodeId log, List<Event> events) {
    LogFold fold = new LogFold(log, POLICY.meanings());
    events.forEach(
        event -> {
          LocalDate day = LocalDate.ofInstant(event.timestamp(), ZoneOffset.UTC);
          var _ = fold.apply(event, day);
        });
    return fold;
  }

  private Verdict hubsVerdict() throws IOException {
    boolean caughtUp = !cut && mesh.hub.position >= statedLength;
    return Supervisor.decide(
        new Circumstances(
            hubWorld(),
            POLICY.desired(),
            POLICY.policy(),
            hubKnows(),
            Map.of(mesh.self, new Knowledge(caughtUp, false, Optional.empty(), Duration.ZERO)),
            mesh.now));
  }

  void hubDecides() throws IOException {
    Verdict verdict = hubsVerdict();
    for (Verdict.Cancellation cancellation : verdict.cancellations()) {
      mesh.hub.cancel(cancellation.action(), cancellation.reason());
    }
    for (Draft draft : verdict.proposals()) {
      Proposal proposal = Proposals.seal(draft, VALIDITY, mesh.now);
      if (mesh.hub.propose(proposal) instanceof Creation.Exists(ActionState state)) {
        assertThat(state.isEnded())
            .as("%s is proposed while it is %s", proposal.id(), state)
            .isFalse();
      }
      if (!draft.kind().runs()) {
        mesh.hub.told(proposal.id());
      }
    }
  }

  List<Action> atHub() {
    return mesh.hub.in(ActionState.PENDING).stream()
        .filter(action -> !action.id().isAlone())
        .toList();
  }

  // What the node decides.

  void nodeDecides() throws IOException {
    if (!cut) {
      return;
    }
    alone = true;
    World own = POLICY.merge().merge(List.of(fold(mesh.self, mesh.node.log)));
    LoneDeciding deciding = new LoneDeciding(mesh.self, () -> own, () -> slice, () -> INVENTORY);
    Map<ActionId, Action> files = new HashMap<>();
    mesh.node.all().forEach(action -> files.put(action.id(), action));
    Circumstances now =
        new Circumstances(
            deciding.world(),
            deciding.desired(),
            POLICY.policy(),
            deciding.actions(files),
            deciding.knowledge(),
            mesh.now);
    Alerts.Decision decision =
        Alerts.decide(
            now, deciding.decidedFor(), draft -> Proposals.seal(draft, VALIDITY, mesh.now));
    for (Alerts.Step step : decision.steps()) {
      switch (step) {
        case Alerts.Step.Raise(Proposal alert) -> raise(alert);
        case Alerts.Step.End(ActionId id, Command command) -> mesh.node.command(id, command);
      }
    }
  }

  private void raise(Proposal alert) throws IOException {
    assertThat(mesh.node.raise(alert)).as("%s", alert.id()).isInstanceOf(Creation.Created.class);
    Optional<Proposal> stood = alert.standsFor();
    if (stood.isEmpty()) {
      mesh.node.command(alert.id(), new Command.Told());
    } else {
      assertThat(alerted.add(stood.get().id())).as("alerted once: %s", stood.get().id()).isTrue();
    }
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
    for (ActionId id : mesh.runs.keySet()) {
      String step = id.numbers().map(it -> it.since() + "-" + it.attempt()).orElseThrow();
      assertThat(steps.computeIfAbsent(step, _ -> id)).as("the step %s", step).isEqualTo(id);
    }
    assertThat(alerts()).as("alerts that wait on the site").hasSizeLessThanOrEqualTo(1);
    assertThat(atHub()).as("proposals that wait at the hub").hasSizeLessThanOrEqualTo(1);
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
    if (brokenSince.isEmpty()) {
      assertThat(atHub()).as("proposals for what is well").isEmpty();
    } else if (atHub().isEmpty()) {
      assertThat(hubsVerdict().reasons().values().stream().flatMap(List::stream).toList())
          .as("why nothing is proposed")
          .anyMatch(reason -> reason.held() && HOLDING.contains(reason.rule()));
    }
    assertThat(mesh.hub.in(ActionState.PENDING)).noneMatch(action -> action.id().isAlone());
  }
}
