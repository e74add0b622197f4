package dev.homelab.hub.supervisor;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Proposal;
import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import dev.homelab.hub.approval.Approvals;
import dev.homelab.inventory.Inventory;
import dev.homelab.routing.KindRow;
import dev.homelab.rules.Circumstances;
import dev.homelab.rules.Draft;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.rules.Reason;
import dev.homelab.rules.Supervisor;
import dev.homelab.rules.Verdict;
import dev.homelab.supervision.Part;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
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
  private static final long SOON_MILLIS = 50;

  /** Ended ones of open incidents are needed, too: a year of a small homelab. */
  private static final int KNOWN = 2_000;

  private final Vertx vertx;
  private final Approvals approvals;
  private final Supplier<Inventory> inventory;
  private final Supplier<World> world;
  private final Supplier<Map<NodeId, Circumstances.Knowledge>> knowledge;
  private final EventQueue events;
  private final InstantSource clock;
  private final TreeMap<String, ActionFacts> files = new TreeMap<>();
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
              views.forEach(view -> files.put(view.action().id().text(), facts(view.action())));
              timer = vertx.setPeriodic(1_000, id -> decide());
            })
        .mapEmpty();
  }

  /** Something changed that a decision may rest on. */
  public void nudge() {
    Context on = context;
    if (on != null && !soon) {
      soon = true;
      on.runOnContext(here -> decideBy(vertx.setTimer(SOON_MILLIS, due -> decide())));
    }
  }

  private static void decideBy(long timer) {
    LOG.log(Level.TRACE, "decides by timer {0}", timer);
  }

  /** An action's file is as it is now. */
  public void seen(Action action) {
    files.put(action.id().text(), facts(action));
    nudge();
  }

  private ActionFacts facts(Action action) {
    boolean started =
        action.history().stream().anyMatch(step -> step.to().text().equals("running"));
    String by = action.history().isEmpty() ? "unknown" : action.history().getLast().by();
    return new ActionFacts(
        action.id().text(),
        action.subject(),
        action.kind().text(),
        action.state().text(),
        action.updated(),
        inventory.get().hub(),
        by,
        action.result().outcome(),
        started,
        Values.list(action.proposal().details(), "triggers").stream()
            .map(String::valueOf)
            .toList());
  }

  private void decide() {
    soon = false;
    World now = world.get();
    TreeMap<String, ActionFacts> actions = new TreeMap<>(now.actions());
    files.forEach((id, facts) -> actions.merge(id, facts, SupervisorLoop::furthest));
    InventoryPolicy policy = new InventoryPolicy(inventory.get());
    Verdict verdict =
        Supervisor.decide(
            new Circumstances(
                now, policy.desired(), policy.policy(), actions, knowledge.get(), clock.instant()));
    reasons = verdict.reasons();
    verdict.cancellations().forEach(this::cancel);
    verdict.proposals().forEach(this::propose);
    verdict.wellSilences().forEach(this::endSilence);
    files.values().removeIf(facts -> facts.ended() && now.actions().containsKey(facts.id()));
  }

  /** The file knows sooner than the log, except where a log tells of a later state. */
  private static ActionFacts furthest(ActionFacts log, ActionFacts file) {
    return log.ended() ? log : file;
  }

  private void propose(Draft draft) {
    KindRow kind = inventory.get().routing().kinds().get(draft.kind());
    Duration validity = kind == null ? Duration.ofHours(1) : kind.validity();
    Proposal proposal = Proposals.seal(draft, validity, clock.instant());
    String id = proposal.id().text();
    if (!underWay.add(id)) {
      return;
    }
    approvals
        .propose(proposal, "system")
        .compose(creation -> told(proposal, creation))
        .onComplete(
            done -> {
              boolean removed = underWay.remove(id);
              if (done.failed()) {
                LOG.log(
                    Level.WARNING,
                    id + " can't be proposed: " + done.cause().getMessage() + removed);
              }
            });
  }

  /** No channel is configured: an alert counts as told at once (RULES S7). */
  private Future<Object> told(Proposal proposal, Creation creation) {
    return creation instanceof Creation.Created && proposal.kind() == ActionKind.ALERT_ONLY
        ? approvals.told(proposal.id()).mapEmpty()
        : Future.succeededFuture();
  }

  private void cancel(Verdict.Cancellation cancellation) {
    approvals
        .cancel(new ActionId(cancellation.actionId()), "system", cancellation.reason())
        .onFailure(
            failed -> LOG.log(Level.WARNING, cancellation.actionId() + ": " + failed.getMessage()));
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
