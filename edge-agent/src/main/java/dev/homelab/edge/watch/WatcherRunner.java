package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.redact.Redactor;
import dev.homelab.supervision.Part;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one watcher: looks by time and by push, never twice at once, each look under its time-out;
 * keeps each condition's {@link Standing}. A watcher that hangs, throws, floods or is nudged
 * without end harms nobody but itself. Each start makes the watcher anew.
 */
final class WatcherRunner implements Part {
  /** In time-outs: then a look that never ends is forgotten, and another one begins. */
  private static final int FORGOTTEN_AFTER = 10;

  private static final Duration AFTER_NUDGE = Duration.ofMillis(20);

  /** Nudges without end are looks at this pace. */
  private static final Duration LEAST_PAUSE = Duration.ofMillis(200);

  /** At some 100 bytes each they fit into one line of {@code checks_confirmed}. */
  private static final int MOST_FINDINGS = 500;

  private final Vertx vertx;
  private final Recipe recipe;
  private final Sentinel sentinel;
  private final Map<ConditionKey, Standing> standings = new HashMap<>();
  private Outcome latest = new Outcome(Instant.EPOCH, Duration.ZERO, null, List.of());
  private Watcher<?> watcher;
  private long timer = -1;
  private @Nullable Context context;
  private Runnable unlisten = () -> {};
  private boolean looking;
  private boolean nudged;
  private int runs;
  private long dueNanos = System.nanoTime();
  private long lookedNanos = System.nanoTime() - LEAST_PAUSE.toNanos();
  private @Nullable Future<Outcome> underWay;
  private Future<?> lastLook = Future.succeededFuture();
  private long beganNanos;
  private @Nullable Future<Outcome> probing;
  private long looks;
  private long blind;

  /**
   * The latest look.
   *
   * @param failure why nothing could be read, or null
   */
  record Outcome(Instant at, Duration took, @Nullable String failure, List<Finding> findings) {}

  WatcherRunner(Vertx vertx, Recipe recipe, Sentinel sentinel) {
    this.vertx = vertx;
    this.recipe = recipe;
    this.sentinel = sentinel;
    this.watcher = new NoWatcher(recipe.name());
  }

  /** Of the watcher. */
  String watcherName() {
    return recipe.name();
  }

  Outcome latest() {
    return latest;
  }

  WatcherFigures figures() {
    return new WatcherFigures(
        recipe.name(),
        looks,
        blind,
        latest.at(),
        latest.took(),
        sentinel.heldBy(recipe.name()).size());
  }

  @Override
  public String name() {
    return "watcher " + recipe.name();
  }

  /** Goes on with what was held before, and begins to look. */
  @Override
  public Future<Void> start() {
    runs++;
    looking = false;
    nudged = false;
    underWay = null;
    probing = null;
    lastLook = Future.succeededFuture();
    standings.clear();
    List<HeldCondition> held = sentinel.heldBy(recipe.name());
    for (HeldCondition condition : held) {
      standings.put(
          condition.key(),
          Standing.held(condition.since(), condition.sameness(), condition.toldAt()));
    }
    context = vertx.getOrCreateContext();
    watcher = recipe.make().get();
    watcher.resume(held);
    unlisten = watcher.listen(this::nudge);
    schedule(Duration.ofMillis(ThreadLocalRandom.current().nextLong(200)));
    return Future.succeededFuture();
  }

  /** Looks soon: something may have changed. */
  void nudge() {
    Context on = context;
    if (on != null) {
      on.runOnContext(here -> nudgedHere());
    }
  }

  private void nudgedHere() {
    if (looking) {
      nudged = true;
    } else if (context != null) {
      Duration rest = LEAST_PAUSE.minusNanos(System.nanoTime() - lookedNanos);
      Duration soon = rest.compareTo(AFTER_NUDGE) > 0 ? rest : AFTER_NUDGE;
      if (dueNanos - System.nanoTime() > soon.toNanos()) {
        schedule(soon);
      }
    }
  }

  @Override
  public Future<Void> stop() {
    context = null;
    runs++;
    unlisten.run();
    vertx.cancelTimer(timer);
    Watcher<?> ended = watcher;
    watcher = new NoWatcher(recipe.name());
    return ended.close();
  }

  /**
   * One look that a person asked for, after the one that is under way; whoever asks meanwhile has
   * the same. Tells nobody. Succeeds, also where nothing can be seen.
   */
  Future<Outcome> lookOnce() {
    Future<Outcome> asked = probing;
    if (asked == null || asked.isComplete()) {
      Future<Outcome> before = underWay;
      asked = before == null ? probe(watcher) : before.transform(over -> probe(watcher));
      probing = asked;
      underWay = asked;
    }
    return asked;
  }

  private <R> Future<Outcome> probe(Watcher<R> from) {
    return outcome(from, from::probe);
  }

  private void schedule(Duration delay) {
    vertx.cancelTimer(timer);
    dueNanos = System.nanoTime() + delay.toNanos();
    timer = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> look());
  }

  private void look() {
    if (looking || context == null) {
      return;
    }
    int run = runs;
    looking = true;
    nudged = false;
    outcomeOf(watcher)
        .compose(
            outcome -> {
              if (run != runs || !sentinel.keeps(this)) {
                return Future.succeededFuture();
              }
              latest = outcome;
              looks++;
              blind += outcome.failure() == null ? 0 : 1;
              return tell(outcome.findings());
            })
        .onComplete(
            done -> {
              if (run == runs) {
                looking = false;
                lookedNanos = System.nanoTime();
                schedule(nudged ? LEAST_PAUSE : pause());
              }
            });
  }

  /** Of the look that is under way, or of a new one: never two at once. */
  private Future<Outcome> outcomeOf(Watcher<?> from) {
    Future<Outcome> now = underWay;
    if (now == null || now.isComplete()) {
      now = look(from);
      underWay = now;
    }
    return now;
  }

  private <R> Future<Outcome> look(Watcher<R> from) {
    return outcome(from, from::look);
  }

  private <R> Future<Outcome> outcome(Watcher<R> from, Supplier<Future<R>> reading) {
    long began = System.nanoTime();
    return read(from, reading)
        .transform(
            read -> Future.succeededFuture(outcome(from, read.result(), read.cause(), began)));
  }

  /** A look that was given up may go on for long: others do not queue up behind it. */
  private <R> Future<R> read(Watcher<R> from, Supplier<Future<R>> reading) {
    Duration most = from.pace().timeout().multipliedBy(FORGOTTEN_AFTER);
    if (!lastLook.isComplete() && System.nanoTime() - beganNanos < most.toNanos()) {
      return Future.failedFuture("an earlier look has not ended yet");
    }
    try {
      beganNanos = System.nanoTime();
      Future<R> mine = reading.get();
      lastLook = mine;
      return mine.timeout(from.pace().timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException broken) {
      return Future.failedFuture(broken);
    }
  }

  private <R> Outcome outcome(
      Watcher<R> from, @Nullable R reading, @Nullable Throwable failure, long began) {
    Moment now = sentinel.moment();
    String trouble = failure == null ? null : text(failure);
    List<Finding> findings = new ArrayList<>();
    try {
      if (reading == null) {
        trouble = trouble == null ? "no reading" : trouble;
        findings.addAll(from.blind(failure == null ? new IllegalStateException(trouble) : failure));
      } else {
        findings.addAll(bounded(from.judge(reading, now)));
      }
    } catch (RuntimeException broken) {
      trouble = text(broken);
      findings.clear();
    }
    if (trouble == null) {
      findings.add(Blindness.none(recipe.name()));
    } else if (findings.isEmpty()) {
      findings.add(Blindness.of(recipe.name(), trouble));
    }
    return new Outcome(
        now.wall(),
        Duration.ofNanos(System.nanoTime() - began),
        trouble,
        findings.stream().map(it -> it.redacted(Redactor.shapesOnly()::redact)).toList());
  }

  /** One that finds more than that is broken itself. */
  private static List<Finding> bounded(List<Finding> findings) {
    if (findings.stream().filter(Finding::bad).count() > MOST_FINDINGS) {
      throw new IllegalStateException(
          "%d findings in one look; %d is the most".formatted(findings.size(), MOST_FINDINGS));
    }
    return findings;
  }

  private static String text(Throwable failure) {
    String said = failure.getMessage();
    return said == null ? failure.getClass().getSimpleName() : Redactor.shapesOnly().redact(said);
  }

  private Future<Void> tell(List<Finding> findings) {
    Moment now = sentinel.moment();
    List<Future<Void>> told = new ArrayList<>();
    for (Finding finding : findings) {
      Standing before = standings.getOrDefault(finding.key(), Standing.WELL);
      Standing.Step step = before.after(finding, watcher.pace(), now);
      standings.put(finding.key(), step.standing());
      told.add(
          switch (step.change()) {
            case NONE -> Future.succeededFuture();
            case OPENED, TOLD ->
                sentinel.hold(
                    watcher,
                    finding,
                    java.util.Objects.requireNonNullElse(step.standing().since(), now.wall()));
            case ENDED -> sentinel.release(watcher, finding.key());
          });
    }
    drop();
    standings.values().removeIf(standing -> standing.phase() == Standing.Phase.WELL);
    told.add(sentinel.looked(watcher));
    return Future.join(told).mapEmpty();
  }

  private void drop() {
    List<ConditionKey> gone =
        standings.keySet().stream()
            .filter(key -> !key.equals(Blindness.key(recipe.name())) && !watcher.concerns(key))
            .toList();
    for (ConditionKey key : gone) {
      standings.remove(key);
      sentinel.forget(watcher, key);
    }
  }

  private Duration pause() {
    Pace pace = watcher.pace();
    if (standings.values().stream().anyMatch(Standing::undecided)) {
      return pace.recheck();
    }
    Duration usual =
        standings.values().stream().anyMatch(Standing::open) ? pace.whenIll() : pace.every();
    return jittered(usual);
  }

  private static Duration jittered(Duration usual) {
    double factor = 0.9 + ThreadLocalRandom.current().nextDouble() * 0.2;
    return Duration.ofMillis(Math.round(usual.toMillis() * factor));
  }
}
