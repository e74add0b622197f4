package dev.homelab.hub.approval;

import dev.homelab.action.Action;
import dev.homelab.action.ActionEvents;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Command;
import dev.homelab.action.Lifecycle;
import dev.homelab.action.Proposal;
import dev.homelab.action.Validity;
import dev.homelab.action.Verdict;
import dev.homelab.action.Way;
import dev.homelab.disk.Disk;
import dev.homelab.disk.Reserve;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.world.ActionFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The hub's side of every action: what people and the supervisor ask of it. Blocks; for one worker
 * thread.
 */
public final class HubActions {
  static final String SOURCE = "hub";

  final HubSettings settings;
  final ActionStore store;
  final DeliveryJournal journal;
  private final Consumer<Event> events;
  private final Consumer<Action> changes;
  private final Map<ActionId, Action> open = new HashMap<>();
  private final Map<ActionId, Action> closing = new HashMap<>();
  private final Map<ActionId, Validity> validities = new HashMap<>();

  private HubActions(
      HubSettings settings,
      ActionStore store,
      DeliveryJournal journal,
      Consumer<Event> events,
      Consumer<Action> changes) {
    this.settings = settings;
    this.store = store;
    this.journal = journal;
    this.events = events;
    this.changes = changes;
  }

  /**
   * Opens them, with the journal at {@code state/approvals/deliveries.jsonl}.
   *
   * @param events takes the transitions' events, in order
   * @param changes takes every action that changed, as it is then
   */
  public static HubActions open(
      Disk disk,
      Path root,
      HubSettings settings,
      ActionStore store,
      Reserve reserve,
      Consumer<Event> events,
      Consumer<Action> changes)
      throws IOException {
    DeliveryJournal journal =
        DeliveryJournal.open(
            disk.forOwnerOnly(), root.resolve("state/approvals/deliveries.jsonl"), reserve);
    return new HubActions(settings, store, journal, events, changes);
  }

  /** Writes a pending action; the answer says where its id stands already, if it does. */
  public Creation propose(Proposal proposal, String by) throws IOException {
    Proposal clean = proposal.redacted(settings.redact());
    Creation creation = store.create(Action.pending(clean, by, now()));
    if (creation instanceof Creation.Created(Action action)) {
      changed(action, true);
    }
    return creation;
  }

  /**
   * Approves what was shown. Refused, with the action as it is, where the hash is another, the
   * state has moved on, or the way is not allowed; empty where there is no such action.
   */
  public Optional<Verdict> approve(ActionId id, String hash, Way way, String by, String note)
      throws IOException {
    Optional<Action> present = store.read(id);
    if (present.isEmpty()) {
      return Optional.empty();
    }
    if (!settings.rules().allows(present.get().kind(), way)) {
      return Optional.of(
          new Verdict.Refused(
              present.get(),
              "a %s can't be approved by %s".formatted(present.get().kind().text(), way.text())));
    }
    Duration validity = settings.rules().validity(present.get().proposal());
    Command approve = new Command.Approve(hash, by, way, validity, settings.redact().apply(note));
    if (!(Lifecycle.next(present.get(), approve, now()) instanceof Verdict.Moved)) {
      return Optional.of(Lifecycle.next(present.get(), approve, now()));
    }
    journal.approving(id, new Delivery.Intent(way, by, hash, validity));
    Optional<Verdict> verdict = command(id, approve);
    if (verdict.isPresent() && verdict.get() instanceof Verdict.Moved) {
      given(id, validity);
    }
    return verdict;
  }

  /** An approval begins now: its time is counted without the wall's clock (RULES A9). */
  void given(ActionId id, Duration validity) {
    validities.put(id, Validity.given(validity, settings.clocks().reading()));
  }

  /** Whether what stands among the approved is what a person approved, or what its node has. */
  boolean isVouchedFor(Action action) {
    Delivery delivery = journal.of(action.id());
    return delivery.accepted() || delivery.intent().filter(it -> it.isOf(action)).isPresent();
  }

  public Optional<Verdict> reject(ActionId id, String by, String reason) throws IOException {
    return command(id, new Command.Reject(by, settings.redact().apply(reason)));
  }

  /**
   * Cancels. What may have been delivered is asked back from its node, which decides (RULES A5):
   * the verdict is then {@code Same}.
   */
  public Optional<Verdict> cancel(ActionId id, String by, String reason) throws IOException {
    Optional<Action> present = store.read(id);
    String clean = settings.redact().apply(reason);
    Command cancel = new Command.Cancel(by, clean);
    if (present.isEmpty()
        || present.get().state() != ActionState.APPROVED
        || !(Lifecycle.next(present.get(), cancel, now()) instanceof Verdict.Moved)
        || isOurs(present.get())) {
      return command(id, cancel);
    }
    askBack(present.get(), new Delivery.Withdrawal(by, clean, false));
    return Optional.of(new Verdict.Same(present.get()));
  }

  /** Its node is asked back what it may have; who asked first is heard. */
  void askBack(Action approved, Delivery.Withdrawal withdrawal) throws IOException {
    if (journal.of(approved.id()).withdrawal().isEmpty()) {
      journal.withdrawn(approved.id(), withdrawal);
      seen(approved);
    }
  }

  /** Every channel has the alert (RULES S7). */
  public Optional<Verdict> told(ActionId id) throws IOException {
    return command(id, new Command.Told());
  }

  /** Ends approvals that are over and were never offered (RULES A5). */
  public void expire() throws IOException {
    for (Action action : List.copyOf(open.values())) {
      if (action.state() == ActionState.APPROVED && isOurs(action) && isOver(action)) {
        command(action.id(), new Command.Expire());
      }
    }
  }

  /** Whether an approved action is still the hub's alone: no answer held it yet. */
  boolean isOurs(Action action) {
    Delivery delivery = journal.of(action.id());
    return !isOfThisRoot(action) && !delivery.offered() && !delivery.accepted();
  }

  /** From {@code approved} on, these belong to the agent on this root (RULES A6). */
  boolean isOfThisRoot(Action action) {
    return action.subject().node().equals(settings.self());
  }

  private boolean isOver(Action action) {
    return validityNow(action) == Validity.Answer.EXPIRED;
  }

  /** Whether its approval still holds. */
  Validity.Answer validityNow(Action action) {
    return validity(action).at(settings.clocks().reading());
  }

  Validity validity(Action action) {
    return validities.computeIfAbsent(
        action.id(),
        _ ->
            action
                .approval()
                .map(it -> (Validity) new Validity.Recovered(it.until(), it.validFor()))
                .orElseGet(() -> new Validity.Recovered(Instant.EPOCH, Duration.ZERO)));
  }

  /** Carries a command out on a file and tells of it; empty where there is no such file. */
  Optional<Verdict> command(ActionId id, Command command) throws IOException {
    Optional<Verdict> verdict = store.change(id, action -> Lifecycle.next(action, command, now()));
    if (verdict.isPresent() && verdict.get() instanceof Verdict.Moved(Action next)) {
      changed(next, false);
    }
    return verdict;
  }

  /** The hub's own step: it is an event in this root's log. */
  void changed(Action action, boolean whole) {
    events.accept(ActionEvents.of(action, SOURCE, whole, now()));
    seen(action);
  }

  /** Tells that the file of an open action is gone. */
  void lost(ActionFacts facts) {
    events.accept(
        ActionEvents.lost(facts.id(), facts.kind(), facts.subject(), false, SOURCE, now()));
  }

  /** A step that another told: it stands in the log of its node already. */
  void seen(Action action) {
    if (action.state().isOpen()) {
      closing.remove(action.id());
      open.put(action.id(), action);
    } else {
      forget(action.id());
      if (isToBeClosed(action)) {
        closing.put(action.id(), action);
      }
    }
    changes.accept(action);
  }

  void forget(ActionId id) {
    open.remove(id);
    closing.remove(id);
    validities.remove(id);
  }

  Optional<Action> known(ActionId id) {
    return Optional.ofNullable(open.get(id));
  }

  /** A node proposed it and has a file of it that does not know its end yet. */
  private boolean isToBeClosed(Action action) {
    boolean refused = action.state().isEnded() && action.state() != ActionState.COMPLETED;
    boolean hubs = action.lastStep().filter(step -> step.where() == null).isPresent();
    return refused
        && hubs
        && action.extra().containsKey(Facts.ORIGIN)
        && !journal.of(action.id()).accepted();
  }

  /** What a node proposed and the hub has ended, until the node knows. */
  List<Action> closingOf(NodeId node) {
    return closing.values().stream()
        .filter(action -> node.name().equals(action.extra().get(Facts.ORIGIN)))
        .sorted(Comparator.comparing(Action::id))
        .toList();
  }

  void closed(ActionId id) {
    closing.remove(id);
  }

  /** The pending, approved and running actions of a node. */
  List<Action> openOf(NodeId node) {
    return open.values().stream()
        .filter(action -> action.subject().node().equals(node))
        .sorted(Comparator.comparing(Action::id))
        .toList();
  }

  /** The open actions of all nodes. */
  public List<Action> open() {
    return List.copyOf(open.values());
  }

  public ActionView view(Action action) {
    boolean approved = action.state() == ActionState.APPROVED;
    return new ActionView(
        action,
        journal.of(action.id()).words(action, approved && isOver(action)),
        action.approval().filter(_ -> action.state().isOpen()).map(it -> it.until()));
  }

  public Optional<ActionView> find(ActionId id) throws IOException {
    return store.read(id).map(this::view);
  }

  /** The actions in these states, the newest change first. */
  public List<ActionView> list(List<ActionState> states, int limit) throws IOException {
    List<Action> found = new ArrayList<>();
    for (ActionState state : states) {
      found.addAll(store.all(state));
    }
    return found.stream()
        .sorted(Comparator.comparing(Action::updated).reversed())
        .limit(limit)
        .map(this::view)
        .toList();
  }

  Instant now() {
    return settings.clocks().now();
  }
}
