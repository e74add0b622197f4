package dev.homelab.hub.supervisor;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Proposal;
import dev.homelab.action.Transition;
import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.hub.approval.Approvals;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.Circumstances;
import dev.homelab.rules.Draft;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.rules.KnownActions;
import dev.homelab.rules.Proposals;
import dev.homelab.rules.Reason;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.rules.Supervisor;
import dev.homelab.rules.Verdict;
import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Part;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides soon after each change, and each second for what only time brings. */
public final class SupervisorLoop implements Part {
  private static final System.Logger LOG = System.getLogger(SupervisorLoop.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final long SOON_MILLIS = 50;

  /** Ended ones of open incidents are needed, too: a year of a small homelab. */
  private static final int KNOWN = 2_000;

  private static final String TELLING = "telling ";

  private final Vertx vertx;
  private final Approvals approvals;
  private final Supplier<Inventory> inventory;
  private final Supplier<World> world;
  private final Supplier<Map<NodeId, Circumstances.Knowledge>> knowledge;
  private final EventQueue events;
  private final InstantSource clock;
  private final TreeMap<ActionId, ActionFacts> files = new TreeMap<>();
  private final Set<String> underWay = new HashSet<>();
  private SortedMap<Subject, List<Reason>> reasons = new TreeMap<>();
  private @Nullable Context context;
  private boolean soon;
  private long timer = -1;

  public SupervisorLoop(
      Vertx vertx,
      Approvals approvals,
      Supplier<Inventory> inventory,
      Supplier<World> world,
      Supplier<Map<NodeId, Circumstances.Knowledge>> knowledge,
      EventQueue events,
      InstantSource clock) {
    this.vertx = vertx;
    this.approvals = approvals;
    this.inventory = inventory;
    this.world = world;
    this.knowledge = knowledge;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "supervisor";
  }

  /** Succeeds when it knows all actions and has begun to decide. */
  @Override
  public Future<Void> start() {
    context = vertx.getOrCreateContext();
    soon = false;
    underWay.clear();
    return approvals
        .list(List.of(ActionState.values()), KNOWN)
        .onSuccess(
            views -> {
              files.clear();
              views.forEach(view -> files.put(view.action().id(), facts(view.action())));
              timer = Beat.every(vertx, EVERY, id -> decide());
            })
        .mapEmpty();
  }

  /** Something changed that a decision may rest on. */
  public void nudge() {
    Context on = context;
    if (on != null && !soon) {
      soon = true;
      on.runOnContext(
          here -> {
            var _ = vertx.setTimer(SOON_MILLIS, due -> decide());
          });
    }
  }

  /** An action's file is as it is now. */
  public void seen(Action action) {
    files.put(action.id(), facts(action));
    if (files.size() > 2 * KNOWN) {
      forgetOldest();
    }
    nudge();
  }

  private void forgetOldest() {
    files.values().stream()
        .filter(ActionFacts::ended)
        .sorted(Comparator.comparing(ActionFacts::at))
        .limit(KNOWN)
        .map(ActionFacts::id)
        .toList()
        .forEach(files::remove);
  }

  private ActionFacts facts(Action action) {
    return ActionFacts.of(action, inventory.get().hub());
  }

  private void decide() {
    soon = false;
    World now = world.get();
    InventoryPolicy policy = new InventoryPolicy(inventory.get());
    Verdict verdict =
        Supervisor.decide(
            new Circumstances(
                now,
                policy.desired(),
                policy.policy(),
                KnownActions.of(files, now.actions()),
                knowledge.get(),
                clock.instant()));
    reasons = verdict.reasons();
    verdict.cancellations().forEach(this::cancel);
    verdict.proposals().forEach(this::propose);
    verdict.wellSilences().forEach(this::endSilence);
    tellAlerts();
  }

  private void propose(Draft draft) {
    Proposal proposal;
    try {
      proposal = Proposals.seal(draft, validity(draft), clock.instant());
    } catch (IllegalArgumentException unsealed) {
      LOG.log(Level.WARNING, draft.incident() + " can't be proposed: " + unsealed.getMessage());
      return;
    }
    ActionId id = proposal.id();
    if (!underWay.add(id.text())) {
      return;
    }
    approvals
        .propose(proposal, Transition.SYSTEM)
        .onSuccess(creation -> taken(proposal, creation))
        .onFailure(
            failed -> LOG.log(Level.WARNING, id + " can't be proposed: " + failed.getMessage()))
        .onComplete(done -> underWay.remove(id.text()));
  }

  private Duration validity(Draft draft) {
    return new RoutingApprovals(inventory, node -> false)
        .usual(draft.kind(), draft.subject().node());
  }

  /** An id that was used before anything here remembers: the next attempt is above it. */
  private void taken(Proposal proposal, Creation creation) {
    if (creation instanceof Creation.Exists(ActionState state) && state.isEnded()) {
      Action before =
          Action.begun(proposal, state, "unknown", "archived", Instant.EPOCH).withState(state);
      files.putIfAbsent(proposal.id(), facts(before));
    }
  }

  /** No channel is configured: an alert counts as told at once (RULES S7). */
  private void tellAlerts() {
    NodeId hub = inventory.get().hub();
    files.values().stream()
        .filter(facts -> facts.kind() == ActionKind.ALERT_ONLY && facts.log().equals(hub))
        .filter(facts -> facts.state() == ActionState.PENDING)
        .filter(facts -> underWay.add(TELLING + facts.id()))
        .toList()
        .forEach(this::tell);
  }

  private void tell(ActionFacts alert) {
    approvals
        .told(alert.id())
        .onFailure(
            failed -> LOG.log(Level.WARNING, alert.id() + " is not told: " + failed.getMessage()))
        .onComplete(done -> underWay.remove(TELLING + alert.id()));
  }

  private void cancel(Verdict.Cancellation cancellation) {
    approvals
        .cancel(cancellation.action(), Transition.SYSTEM, cancellation.reason())
        .onFailure(
            failed -> LOG.log(Level.WARNING, cancellation.action() + ": " + failed.getMessage()));
  }

  private void endSilence(String id) {
    if (underWay.add(id)) {
      events.add(
          Event.of(inventory.get().hub(), "hub", EventTypes.SILENCE_ENDED, Severity.INFO)
              .message("All in the silence is well")
              .details(Map.of("silence_id", id, "by", "system"))
              .at(clock.instant()));
    }
  }

  /** All that is known of actions now. */
  public SortedMap<ActionId, ActionFacts> known() {
    return KnownActions.of(files, world.get().actions());
  }

  public SortedMap<Subject, List<Reason>> reasons() {
    return reasons;
  }

  @Override
  public Future<Void> stop() {
    context = null;
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }
}
