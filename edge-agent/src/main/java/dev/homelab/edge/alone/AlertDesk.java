package dev.homelab.edge.alone;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Command;
import dev.homelab.action.Proposal;
import dev.homelab.action.Transition;
import dev.homelab.edge.executor.Executor;
import dev.homelab.rules.Circumstances;
import io.vertx.core.Future;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Writes, tells and ends the alerts of a decider without its hub. Knows the node's actions from
 * when it took stock of the folders until it hands back. On one context.
 */
final class AlertDesk {
  private static final System.Logger LOG = System.getLogger(AlertDesk.class.getName());
  private static final String HANDING_BACK = "handing back";
  private static final String TAKING_STOCK = "taking stock";

  private final Supplier<Executor> executor;
  private final List<AlertChannel> channels;
  private final Repeats repeats;
  private final Runnable changed;
  private final TreeMap<ActionId, Action> files = new TreeMap<>();

  /** How often each alert was told. */
  private final Map<ActionId, Integer> told = new HashMap<>();

  private final Set<String> underWay = new HashSet<>();
  private boolean known;

  /**
   * Knows nothing yet.
   *
   * @param changed called when there may be more to do
   */
  AlertDesk(
      Supplier<Executor> executor, List<AlertChannel> channels, Repeats repeats, Runnable changed) {
    this.executor = executor;
    this.channels = List.copyOf(channels);
    this.repeats = repeats;
    this.changed = changed;
  }

  void forget() {
    known = false;
    files.clear();
    told.clear();
    underWay.clear();
    channels.forEach(channel -> channel.standing(List.of()));
  }

  boolean isKnown() {
    return known;
  }

  SortedMap<ActionId, Action> actions() {
    return Collections.unmodifiableSortedMap(files);
  }

  /** Reads the folders, unless that is under way. */
  void takeStock() {
    if (!underWay.add(TAKING_STOCK)) {
      return;
    }
    List<Future<List<Action>>> all = new ArrayList<>();
    for (ActionState state : ActionState.values()) {
      all.add(executor.get().all(state));
    }
    Future.join(all)
        .onSuccess(
            _ -> {
              known = true;
              all.forEach(each -> each.result().forEach(this::seen));
              changed.run();
            })
        .onFailure(failed -> warn("the folders of actions", failed))
        .onComplete(_ -> underWay.remove(TAKING_STOCK));
  }

  /** The log tells of an action: its file says how it stands. */
  void refresh(ActionId id) {
    if (known) {
      executor
          .get()
          .find(id)
          .onSuccess(found -> found.ifPresentOrElse(this::seen, () -> files.remove(id)))
          .onFailure(failed -> warn(id.text(), failed));
    }
  }

  private void seen(Action action) {
    if (known) {
      files.put(action.id(), action);
    }
  }

  void perform(Alerts.Step step) {
    switch (step) {
      case Alerts.Step.Raise(Proposal alert) -> raise(alert);
      case Alerts.Step.End(ActionId alert, Command command) -> end(alert, command);
    }
  }

  private void raise(Proposal alert) {
    ActionId id = alert.id();
    if (!underWay.add(id.text())) {
      return;
    }
    told.put(id, 0);
    executor
        .get()
        .propose(alert, Transition.SYSTEM)
        .onSuccess(
            creation -> {
              switch (creation) {
                case Creation.Created(Action action) -> seen(action);
                case Creation.Exists(ActionState _) -> refresh(id);
              }
              changed.run();
            })
        .onFailure(failed -> warn(id.text(), failed))
        .onComplete(_ -> underWay.remove(id.text()));
  }

  private void end(ActionId id, Command command) {
    if (!underWay.add(id.text())) {
      return;
    }
    executor
        .get()
        .command(id, command)
        .onSuccess(
            verdict -> verdict.ifPresentOrElse(it -> seen(it.action()), () -> files.remove(id)))
        .onFailure(failed -> warn(id.text(), failed))
        .onComplete(_ -> underWay.remove(id.text()));
  }

  /** Each alert once, and those whose trouble holds again after pauses that grow. */
  void tellAll(Circumstances now) {
    List<Action> alerts = files.values().stream().filter(action -> action.id().isAlone()).toList();
    alerts.stream().filter(AlertDesk::isUntold).forEach(alert -> tell(alert, 1));
    List<Action> standing = Alerts.standing(alerts, now);
    channels.forEach(channel -> channel.standing(standing));
    for (Action alert : standing) {
      int due = repeats.due(alert.proposal().created(), now.now());
      if (told.computeIfAbsent(alert.id(), _ -> due) < due) {
        tell(alert, due);
      }
    }
  }

  private static boolean isUntold(Action alert) {
    return alert.state() == ActionState.PENDING && !Alerts.isForDecision(alert);
  }

  /** What is for nobody's decision is over once every channel has it (RULES S7). */
  private void tell(Action alert, int times) {
    String telling = "telling " + alert.id();
    if (!underWay.add(telling)) {
      return;
    }
    List<Future<?>> all = new ArrayList<>();
    channels.forEach(channel -> all.add(channel.tell(alert, times)));
    Future.join(all)
        .onSuccess(
            _ -> {
              told.merge(alert.id(), times, Math::max);
              if (isUntold(alert)) {
                end(alert.id(), new Command.Told());
              }
            })
        .onFailure(failed -> warn(alert.id() + " is not told", failed))
        .onComplete(_ -> underWay.remove(telling));
  }

  /**
   * Another decides from now on: every alert that still waits here is its business (RULES N4).
   *
   * @param done called when all of them have ended; not called where that is to be tried again
   */
  void handBack(Runnable done) {
    if (!underWay.add(HANDING_BACK)) {
      return;
    }
    executor
        .get()
        .all(ActionState.PENDING)
        .compose(this::takenOver)
        .onSuccess(
            _ -> {
              forget();
              done.run();
            })
        .onFailure(
            failed -> {
              underWay.remove(HANDING_BACK);
              warn(HANDING_BACK, failed);
            });
  }

  private Future<Void> takenOver(List<Action> pending) {
    List<Future<?>> ends = new ArrayList<>();
    pending.stream()
        .filter(action -> action.id().isAlone())
        .forEach(it -> ends.add(executor.get().command(it.id(), new Command.TakenOver())));
    return Future.join(ends).mapEmpty();
  }

  private static void warn(String what, Throwable failed) {
    LOG.log(Level.WARNING, what + ": " + failed.getMessage());
  }
}
