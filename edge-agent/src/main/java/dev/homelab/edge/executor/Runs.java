package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Command;
import dev.homelab.action.Ledger;
import dev.homelab.action.Lifecycle;
import dev.homelab.action.Result;
import dev.homelab.action.Validity;
import dev.homelab.action.Verdict;
import dev.homelab.event.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Claims and ends (RULES A8, A10): claim → {@code started} in the ledger → commands → end. An
 * action is in {@code running} only between these calls, or after a crash.
 */
public final class Runs {
  private static final String NOT_OURS = "it stood in running/ while nothing ran";

  private final NodeActions node;
  private final Map<Subject, Action> busy = new HashMap<>();

  /** Runs that are over and whose end could not be written yet. */
  private final Map<ActionId, Command> unwritten = new LinkedHashMap<>();

  public Runs(NodeActions node) {
    this.node = node;
  }

  /** What was running when the process before this one ended: it never starts again. */
  public List<Action> interrupted() throws IOException {
    return node.store.all(ActionState.RUNNING).stream().filter(node::isOwn).toList();
  }

  /** Ends approvals that are over, and gives what may run now, one a service. */
  public List<Action> ready() throws IOException {
    retryEnds();
    endStrays();
    List<Action> ready = new ArrayList<>();
    Set<Subject> taken = new HashSet<>(busy.keySet());
    for (Map.Entry<ActionId, NodeActions.Held> held : List.copyOf(node.accepted().entrySet())) {
      switch (held.getValue().validity().at(node.settings.clocks().reading())) {
        case EXPIRED -> expire(held.getKey());
        case WAIT -> {}
        case VALID ->
            node.store
                .read(held.getKey())
                .filter(this::mayRun)
                .filter(action -> taken.add(action.subject()))
                .ifPresent(ready::add);
      }
    }
    return ready;
  }

  /**
   * What stands in {@code running} and is not run by us was put there by a hand, or put back there
   * from where a hand had moved it: nobody else would ever end it.
   */
  private void endStrays() throws IOException {
    for (Action stray : interrupted()) {
      boolean ours =
          unwritten.containsKey(stray.id())
              || busy.values().stream().anyMatch(action -> action.id().equals(stray.id()));
      if (!ours) {
        endInterrupted(stray, new Command.Fail(new Result(Result.OUTCOME_UNKNOWN, NOT_OURS)));
      }
    }
  }

  /** Where its file is gone, the next look says so and ends it. */
  private void expire(ActionId id) throws IOException {
    if (node.command(id, new Command.Expire()).isPresent()) {
      node.accepted().remove(id);
    }
  }

  private boolean mayRun(Action action) {
    return action.state() == ActionState.APPROVED
        && node.isOwn(action)
        && node.ledger
            .find(action.id())
            .filter(entry -> !entry.started() && entry.hash().equals(action.hash()))
            .isPresent();
  }

  /**
   * Claims an action; empty where it is another's, is no longer valid, or its service is busy. When
   * it gives the action, {@code started} is durable: it runs now or never.
   */
  public Optional<Action> claim(ActionId id) throws IOException {
    NodeActions.Held held = node.accepted().get(id);
    if (held == null
        || held.validity().at(node.settings.clocks().reading()) != Validity.Answer.VALID) {
      return Optional.empty();
    }
    Optional<Action> claimed = move(id);
    if (claimed.isEmpty()) {
      return Optional.empty();
    }
    busy.put(claimed.get().subject(), claimed.get());
    try {
      node.ledger.started(id, node.settings.clocks().now());
    } catch (IOException notDurable) {
      end(id, new Command.Fail(new Result(Result.NOT_STARTED, notDurable.getMessage())));
      return Optional.empty();
    }
    node.moved(claimed.get(), false);
    return claimed;
  }

  private Optional<Action> move(ActionId id) throws IOException {
    try {
      return node.store
          .change(id, this::start)
          .filter(Verdict.Moved.class::isInstance)
          .map(Verdict::action);
    } catch (IOException halfway) {
      unwritten.put(id, new Command.Fail(new Result(Result.NOT_STARTED, halfway.getMessage())));
      node.accepted().remove(id);
      throw halfway;
    }
  }

  private Verdict start(Action action) {
    return mayRun(action) && !busy.containsKey(action.subject())
        ? Lifecycle.next(action, new Command.Start(), node.settings.clocks().now())
        : new Verdict.Refused(action, "it may not run");
  }

  /** Its condition no longer holds: it ends without running. */
  public void notNeeded(ActionId id, String observed) throws IOException {
    node.command(id, new Command.NotNeeded(node.settings.redact().apply(observed)));
  }

  /** Ends a run; when that can't be written, it is tried again with the next {@link #ready}. */
  public void end(ActionId id, Command command) {
    unwritten.put(id, redacted(command));
    retryEnds();
  }

  private Command redacted(Command command) {
    return switch (command) {
      case Command.Complete(Result result) -> new Command.Complete(redacted(result));
      case Command.Fail(Result result) -> new Command.Fail(redacted(result));
      default -> command;
    };
  }

  private Result redacted(Result result) {
    return result.output() == null
        ? result
        : new Result(result.outcome(), node.settings.redact().apply(result.output()));
  }

  private void retryEnds() {
    for (Map.Entry<ActionId, Command> end : List.copyOf(unwritten.entrySet())) {
      if (ended(end.getKey(), end.getValue())) {
        unwritten.remove(end.getKey());
        busy.values().removeIf(action -> action.id().equals(end.getKey()));
      }
    }
  }

  private boolean ended(ActionId id, Command command) {
    try {
      Optional<Verdict> verdict = node.command(id, command);
      boolean refused = verdict.isPresent() && verdict.get() instanceof Verdict.Refused;
      if (verdict.isEmpty() || (refused && verdict.get().action().state().isOpen())) {
        writeAgain(id, command);
      }
      return true;
    } catch (IOException later) {
      return false;
    }
  }

  /** A hand took the file of a running action away: what it did must still be told. */
  private void writeAgain(ActionId id, Command command) throws IOException {
    for (Action running : List.copyOf(busy.values())) {
      Verdict verdict = Lifecycle.next(running, command, node.settings.clocks().now());
      if (running.id().equals(id) && node.store.place(verdict.action())) {
        node.moved(verdict.action(), false);
      }
    }
  }

  /**
   * Ends what was interrupted, without running it again (RULES A10).
   *
   * @param observed how its runner found things, where it could look
   */
  public void endInterrupted(Action action, Command observed) {
    boolean started = node.ledger.find(action.id()).map(Ledger.Entry::started).orElse(true);
    Command nothingDone =
        new Command.Fail(
            new Result(Result.NOT_STARTED, "the agent ended before its first command"));
    end(action.id(), started ? observed : nothingDone);
  }
}
