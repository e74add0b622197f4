package dev.homelab.edge.alone;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Command;
import dev.homelab.action.Proposal;
import dev.homelab.action.Transition;
import dev.homelab.edge.executor.Executor;
import dev.homelab.redact.Redactor;
import dev.homelab.rules.Circumstances;
import io.vertx.core.Future;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Writes, tells and ends the alerts of a decider without its hub. Knows the node's actions from
 * when it took stock of the folders until it hands back. An alert that can't be written, as on a
 * full disk, is told from memory, and written as soon as that can be done. On one context.
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

  /** How often each alert was told since this process began. */
  private final Map<ActionId, Integer> told = new HashMap<>();

  /** The alerts that stand in memory alone. */
  private final Map<ActionId, Proposal> unkept = new HashMap<>();

  private final Retries retries;

  private final Set<String> underWay = new HashSet<>();
  private boolean known;

  /**
   * Knows nothing yet.
   *
   * @param changed called when there may be more to do
   * @param nanos as {@link System#nanoTime}
   */
  AlertDesk(
      Supplier<Executor> executor,
      List<AlertChannel> channels,
      Repeats repeats,
      Runnable changed,
      LongSupplier nanos) {
    this.executor = executor;
    this.channels = List.copyOf(channels);
    this.repeats = repeats;
    this.changed = changed;
    this.retries = new Retries(nanos);
  }

  void forget() {
    known = false;
    files.clear();
    told.clear();
    unkept.clear();
    underWay.clear();
    retries.forget();
  }

  /** Another decides: no alert of this node stands any more. */
  void handedBack() {
    forget();
    channels.forEach(AlertChannel::handedBack);
  }

  boolean isKnown() {
    return known;
  }

  SortedMap<ActionId, Action> actions() {
    return Collections.unmodifiableSortedMap(files);
  }

  /** Reads the folders, unless that is under way. */
  void takeStock() {
    if (!begins(TAKING_STOCK)) {
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
              retries.over(TAKING_STOCK);
              all.forEach(each -> each.result().forEach(this::seen));
              changed.run();
            })
        .onFailure(failed -> failed(TAKING_STOCK, failed))
        .onComplete(_ -> underWay.remove(TAKING_STOCK));
  }

  /** The log tells of an action: its file says how it stands. */
  void refresh(ActionId id) {
    if (known) {
      executor
          .get()
          .find(id)
          .compose(this::withStoodFor)
          .onSuccess(
              found -> {
                found.forEach(this::seen);
                if (found.isEmpty()) {
                  gone(id);
                }
              })
          .onFailure(failed -> warn(id.text(), failed));
    }
  }

  /**
   * What became of an alert and what became of its proposal is seen at once: files may be ahead of
   * the lines that tell of them.
   */
  private Future<List<Action>> withStoodFor(Optional<Action> found) {
    Optional<ActionId> stood =
        found
            .filter(alert -> alert.state() != ActionState.PENDING)
            .flatMap(alert -> alert.proposal().standsFor())
            .map(Proposal::id);
    return stood.isEmpty()
        ? Future.succeededFuture(found.stream().toList())
        : executor
            .get()
            .find(stood.get())
            .map(it -> Stream.concat(it.stream(), found.stream()).toList());
  }

  private void gone(ActionId id) {
    if (!unkept.containsKey(id)) {
      files.remove(id);
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
    told.putIfAbsent(alert.id(), 0);
    write(alert);
  }

  private void write(Proposal alert) {
    ActionId id = alert.id();
    if (!begins(id.text())) {
      return;
    }
    executor
        .get()
        .propose(alert, Transition.SYSTEM)
        .onSuccess(
            creation -> {
              kept(id);
              switch (creation) {
                case Creation.Created(Action action) -> seen(action);
                case Creation.Exists(ActionState _) -> refresh(id);
              }
              changed.run();
            })
        .onFailure(
            failed -> {
              keepInMind(alert, failed);
              changed.run();
            })
        .onComplete(_ -> underWay.remove(id.text()));
  }

  private void keepInMind(Proposal alert, Throwable failed) {
    if (!known) {
      return;
    }
    retries.failed(alert.id().text());
    if (unkept.isEmpty()) {
      warn("alerts can't be kept, and are told from memory", failed);
    }
    Proposal clean = alert.redacted(Redactor.shapesOnly()::redact);
    if (unkept.putIfAbsent(alert.id(), alert) == null) {
      seen(Action.pending(clean, Transition.SYSTEM, alert.created()));
    }
  }

  private void kept(ActionId id) {
    retries.over(id.text());
    if (unkept.remove(id) != null && unkept.isEmpty()) {
      LOG.log(Level.INFO, "alerts can be kept again");
    }
  }

  private void end(ActionId id, Command command) {
    if (unkept.containsKey(id) && !underWay.contains(id.text())) {
      kept(id);
      files.remove(id);
      return;
    }
    if (!begins(id.text())) {
      return;
    }
    executor
        .get()
        .command(id, command)
        .onSuccess(
            verdict -> {
              retries.over(id.text());
              verdict.ifPresentOrElse(it -> seen(it.action()), () -> files.remove(id));
            })
        .onFailure(failed -> failed(id.text(), failed))
        .onComplete(_ -> underWay.remove(id.text()));
  }

  /** Each alert once, and those whose trouble holds again after pauses that grow. */
  void tellAll(Circumstances now) {
    List.copyOf(unkept.values()).forEach(this::write);
    List<Action> alerts = files.values().stream().filter(action -> action.id().isAlone()).toList();
    List<Action> standing = Alerts.standing(alerts, now);
    for (Action alert : standing) {
      int due = repeats.due(alert.proposal().created(), now.now());
      if (timesTold(alert) < due) {
        tell(alert, due, channel -> channel.tell(alert, due));
      }
    }
    channels.forEach(channel -> channel.standing(standing));
    for (Action alert : alerts) {
      if (isForNobody(alert) && timesTold(alert) > 0) {
        endTold(alert);
      } else if (isForNobody(alert) && !standing.contains(alert)) {
        tell(alert, 1, channel -> channel.happened(alert));
      }
    }
  }

  private int timesTold(Action alert) {
    return told.getOrDefault(alert.id(), 0);
  }

  /** Of those nobody has to decide, and they wait for being told alone. */
  private static boolean isForNobody(Action alert) {
    return alert.state() == ActionState.PENDING && !Alerts.isForDecision(alert);
  }

  /** What is for nobody's decision is over once every channel has it (RULES S7). */
  private void tell(Action alert, int times, Function<AlertChannel, Future<Void>> by) {
    String telling = "telling " + alert.id();
    if (!begins(telling)) {
      return;
    }
    List<Future<?>> all = new ArrayList<>();
    channels.forEach(channel -> all.add(by.apply(channel)));
    Future.join(all)
        .onSuccess(
            _ -> {
              retries.over(telling);
              told.merge(alert.id(), times, Math::max);
              if (isForNobody(alert)) {
                endTold(alert);
              }
            })
        .onFailure(failed -> failed(telling, failed))
        .onComplete(_ -> underWay.remove(telling));
  }

  private void endTold(Action alert) {
    if (!unkept.containsKey(alert.id())) {
      end(alert.id(), new Command.Told());
    }
  }

  /**
   * Another decides from now on: every alert that still waits here is its business (RULES N4).
   *
   * @param done called when all of them have ended; not called where that is to be tried again
   */
  void handBack(Runnable done) {
    if (!begins(HANDING_BACK)) {
      return;
    }
    executor
        .get()
        .all(ActionState.PENDING)
        .compose(this::takenOver)
        .onSuccess(
            _ -> {
              handedBack();
              done.run();
            })
        .onFailure(
            failed -> {
              underWay.remove(HANDING_BACK);
              failed(HANDING_BACK, failed);
            });
  }

  private Future<Void> takenOver(List<Action> pending) {
    List<Future<?>> ends = new ArrayList<>();
    pending.stream()
        .filter(action -> action.id().isAlone())
        .forEach(it -> ends.add(executor.get().command(it.id(), new Command.TakenOver())));
    return Future.join(ends).mapEmpty();
  }

  /** Unless it is under way, or has failed lately. */
  private boolean begins(String what) {
    return retries.isDue(what) && underWay.add(what);
  }

  private void failed(String what, Throwable why) {
    if (retries.failed(what)) {
      warn(what, why);
    }
  }

  private static void warn(String what, Throwable failed) {
    LOG.log(Level.WARNING, what + ": " + failed.getMessage());
  }
}
