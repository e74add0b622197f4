package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import dev.homelab.action.ActionEvents;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore;
import dev.homelab.action.Command;
import dev.homelab.action.Ledger;
import dev.homelab.action.Lifecycle;
import dev.homelab.action.Validity;
import dev.homelab.action.Verdict;
import dev.homelab.event.Event;
import dev.homelab.world.ActionFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The actions of one node: its files, its ledger, how long each accepted one still holds, and what
 * the next poll tells of them. Blocks; for one worker thread.
 */
public final class NodeActions {

  /** A poll's room for reports; documents that are not named come again. */
  private static final int MAX_REPORTS = 64;

  final NodeSettings settings;
  final ActionStore store;
  final Ledger ledger;
  private final Consumer<Event> events;
  private final Map<ActionId, Held> accepted = new LinkedHashMap<>();
  private final Map<ActionId, ActionState> reports = new LinkedHashMap<>();
  private final Map<ActionId, String> ignored = new HashMap<>();
  private volatile Map<ActionId, ActionState> reportsNow = Map.of();

  /**
   * @param events takes the transitions' events, in order
   */
  public NodeActions(
      NodeSettings settings, ActionStore store, Ledger ledger, Consumer<Event> events) {
    this.settings = settings;
    this.store = store;
    this.ledger = ledger;
    this.events = events;
  }

  boolean isOwn(Action action) {
    return action.subject().node().equals(settings.self());
  }

  boolean ownsFolders() {
    return !settings.sharedRoot().getAsBoolean();
  }

  /** Carries a command out on a file and tells of it; empty where there is no such file. */
  Optional<Verdict> command(ActionId id, Command command) throws IOException {
    Optional<Verdict> verdict =
        store.change(id, action -> Lifecycle.next(action, command, settings.clocks().now()));
    if (verdict.isPresent() && verdict.get() instanceof Verdict.Moved(Action next)) {
      moved(next, false);
    }
    return verdict;
  }

  /** Tells that an action has moved. */
  void moved(Action next, boolean whole) {
    events.accept(ActionEvents.of(next, ActionEvents.EXECUTOR, whole, settings.clocks().now()));
    if (next.state() != ActionState.APPROVED) {
      accepted.remove(next.id());
    }
    if (reports.containsKey(next.id()) || ledger.find(next.id()).isPresent()) {
      report(next.id(), next.state());
    }
  }

  /** Tells that the file of an open action is gone. */
  void lost(ActionFacts facts) {
    boolean started =
        facts.started() || ledger.find(facts.id()).map(Ledger.Entry::started).orElse(false);
    events.accept(
        ActionEvents.lost(
            facts.id(),
            facts.kind(),
            facts.subject(),
            started,
            ActionEvents.EXECUTOR,
            settings.clocks().now()));
    report(facts.id(), started ? ActionState.FAILED : ActionState.CANCELLED);
  }

  /** An accepted action as it was then, and how long it holds. */
  record Held(Action action, Validity validity) {}

  void hold(Action action, Validity validity) {
    accepted.put(action.id(), new Held(action, validity));
  }

  Map<ActionId, Held> accepted() {
    return accepted;
  }

  /** The two durable facts of an acceptance (RULES A8): the ledger's line, and until when. */
  void accept(Action approved, String way, String by, Duration left) throws IOException {
    Validity.Reading now = settings.clocks().reading();
    ledger.accepted(
        new Ledger.Entry(
            approved.id(), approved.hash(), way, by, now.wall().plus(left), left, false));
    hold(approved, Validity.given(left, now));
  }

  void report(ActionId id, ActionState state) {
    reports.remove(id);
    reports.put(id, state);
    if (reports.size() > MAX_REPORTS) {
      reports.remove(reports.keySet().iterator().next());
    }
    reportsNow = Map.copyOf(reports);
  }

  /** What the next poll names (RULES A5); on any thread. */
  public Map<ActionId, ActionState> reports() {
    return reportsNow;
  }

  /** A poll with these reports was answered: what has ended needs no further mention. */
  public void reported(Map<ActionId, ActionState> told) {
    told.forEach(
        (id, state) -> {
          if (state.isEnded()) {
            reports.remove(id, state);
          }
        });
    reportsNow = Map.copyOf(reports);
  }

  void ignore(ActionId id, String why) {
    ignored.put(id, why);
    if (ignored.size() > MAX_REPORTS) {
      ignored.remove(ignored.keySet().iterator().next());
    }
  }

  /** Documents that were not followed, and why. */
  public Map<ActionId, String> ignored() {
    return Map.copyOf(ignored);
  }
}
