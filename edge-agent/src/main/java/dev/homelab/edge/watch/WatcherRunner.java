package dev.homelab.edge.watch;

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
import org.jspecify.annotations.Nullable;

/**
 * Runs one watcher: looks by time and by push, never twice at once, each look under its time-out;
 * keeps each condition's {@link Standing}. A watcher that hangs, throws or is nudged without end
 * harms nobody but itself.
 */
final class WatcherRunner<R> implements Part {
  private static final Duration AFTER_NUDGE = Duration.ofMillis(20);

  private final Vertx vertx;
  private final Watcher<R> watcher;
  private final Sentinel sentinel;
  private final Map<ConditionKey, Standing> standings = new HashMap<>();
  private Outcome latest = new Outcome(Instant.EPOCH, Duration.ZERO, null, List.of());
  private long timer = -1;
  private @Nullable Context context;
  private Runnable unlisten = () -> {};
  private boolean looking;
  private boolean nudged;
  private int runs;

  /**
   * The latest look.
   *
   * @param failure why nothing could be read, or null
   */
  record Outcome(Instant at, Duration took, @Nullable String failure, List<Finding> findings) {}

  WatcherRunner(Vertx vertx, Watcher<R> watcher, Sentinel sentinel) {
    this.vertx = vertx;
    this.watcher = watcher;
    this.sentinel = sentinel;
  }

  Watcher<R> watcher() {
    return watcher;
  }

  Outcome latest() {
    return latest;
  }

  @Override
  public String name() {
    return "watcher " + watcher.name();
  }

  /** Goes on with what was held before, and begins to look. */
  @Override
  public Future<Void> start() {
    runs++;
    looking = false;
    nudged = false;
    standings.clear();
    for (HeldCondition condition : sentinel.heldBy(watcher.name())) {
      standings.put(
          condition.key(),
          Standing.held(condition.since(), condition.sameness(), condition.toldAt()));
    }
    context = vertx.getOrCreateContext();
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
      schedule(AFTER_NUDGE);
    }
  }

  @Override
  public Future<Void> stop() {
    context = null;
    runs++;
    unlisten.run();
    vertx.cancelTimer(timer);
    return watcher.close();
  }

  /** One look now, beside the timer's; succeeds with what it means, tells nobody. */
  Future<List<Finding>> lookOnce() {
    return reading().map(reading -> watcher.judge(reading, sentinel.now()));
  }

  private void schedule(Duration delay) {
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> look());
  }

  private Future<R> reading() {
    try {
      return watcher.look().timeout(watcher.pace().timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException broken) {
      return Future.failedFuture(broken);
    }
  }

  private void look() {
    if (looking || context == null) {
      return;
    }
    int run = runs;
    looking = true;
    nudged = false;
    long began = System.nanoTime();
    reading()
        .transform(read -> Future.succeededFuture(meaning(read.result(), read.cause(), began)))
        .compose(findings -> run == runs ? tell(findings) : Future.succeededFuture())
        .onComplete(
            done -> {
              if (run == runs) {
                looking = false;
                schedule(nudged ? AFTER_NUDGE : pause());
              }
            });
  }

  private List<Finding> meaning(@Nullable R reading, @Nullable Throwable failure, long began) {
    List<Finding> findings;
    @Nullable Throwable trouble = failure;
    try {
      findings =
          reading == null
              ? watcher.blind(failure == null ? new IllegalStateException("no reading") : failure)
              : watcher.judge(reading, sentinel.now());
    } catch (RuntimeException broken) {
      trouble = broken;
      findings = List.of();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    latest =
        new Outcome(
            sentinel.now(),
            took,
            trouble == null ? null : String.valueOf(trouble.getMessage()),
            findings);
    return findings;
  }

  private Future<Void> tell(List<Finding> findings) {
    Instant now = sentinel.now();
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
                    java.util.Objects.requireNonNullElse(step.standing().since(), now));
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
        standings.keySet().stream().filter(key -> !watcher.concerns(key)).toList();
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
