package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.clock.MomentClock;
import dev.homelab.disk.Disk;
import dev.homelab.edge.container.Turns;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventSink;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps all watchers of a node going, and is the only one that emits for them. What a watcher holds
 * open stands in {@code stability-agent.json} before its event is appended, and is told again after
 * a crash between the two, with the same {@code since}: once or, at worst, twice, and never not at
 * all.
 */
public final class Sentinel {
  private final Vertx vertx;
  private final Supervision supervision;
  private final NodeId node;
  private final EventSink sink;
  private final MomentClock clock;
  private final SentinelState state;
  private final Turns telling = new Turns();
  private final Map<ConditionKey, HeldCondition> held = new LinkedHashMap<>();
  private final Map<ConditionKey, HeldCondition> ending = new LinkedHashMap<>();
  private final Map<ConditionKey, HeldCondition> unwatched = new LinkedHashMap<>();
  private final List<WatcherRunner> runners = new ArrayList<>();
  private Instant saved = Instant.EPOCH;

  /**
   * @param stateFolder {@code state/} under the node's root
   */
  public Sentinel(
      Vertx vertx,
      Supervision supervision,
      NodeId node,
      EventSink sink,
      Disk disk,
      Path stateFolder,
      MomentClock clock) {
    this.vertx = vertx;
    this.supervision = supervision;
    this.node = node;
    this.sink = sink;
    this.clock = clock;
    this.state = new SentinelState(vertx, disk, stateFolder);
  }

  /**
   * Reads what was held before, and starts every watcher; succeeds when all have begun. What is
   * held by watchers that are wanted no more ends as by {@link #remove}.
   *
   * @param listed whether the node lists a service as one to be watched
   */
  public Future<Void> start(Collection<Recipe> watchers, Predicate<String> listed) {
    return state
        .load(moment())
        .compose(
            before -> {
              Set<String> names = watchers.stream().map(Recipe::name).collect(Collectors.toSet());
              for (HeldCondition condition : before) {
                if (names.contains(condition.watcher())) {
                  held.put(condition.key(), condition);
                } else {
                  unwatch(condition, listed);
                }
              }
              Future<Void> all = Future.succeededFuture();
              for (Recipe watcher : watchers) {
                all = all.compose(done -> add(watcher));
              }
              return all;
            });
  }

  /**
   * Adds a watcher, also while others run; succeeds when it has begun, or when its next try is
   * planned.
   */
  public Future<Void> add(Recipe watcher) {
    WatcherRunner runner = new WatcherRunner(vertx, watcher, this);
    runners.add(runner);
    return supervision.keep(runner);
  }

  /**
   * Ends a watcher. No {@code checks_confirmed} names it any more, so what it held is told as ended
   * (RULES W4); but what is of a service that the node no longer lists is dropped unsaid, since the
   * hub's {@code desired_changed} ends that (RULES W5). Succeeds when the watcher has ended; what
   * can't be told yet is told after the next look of any other.
   *
   * @param listed whether the node lists a service as one to be watched
   */
  public Future<Void> remove(String name, Predicate<String> listed) {
    Future<Void> ended = ended(name);
    for (HeldCondition condition : heldBy(name)) {
      held.remove(condition.key());
      unwatch(condition, listed);
    }
    for (HeldCondition condition : List.copyOf(ending.values())) {
      if (condition.watcher().equals(name)) {
        ending.remove(condition.key());
        unwatch(condition, listed);
      }
    }
    return ended
        .eventually(() -> state.save(this::content).transform(saved -> tellUnwatched()))
        .mapEmpty();
  }

  private void unwatch(HeldCondition condition, Predicate<String> listed) {
    ConditionKey key = condition.key();
    boolean elsewhere = key.node().filter(where -> !where.equals(node)).isPresent();
    if (elsewhere || key.subject(node).isNode() || listed.test(key.service())) {
      unwatched.put(key, condition);
    }
  }

  /** Whether a runner is one of those that are wanted: nobody listens to another. */
  boolean keeps(WatcherRunner runner) {
    return runners.contains(runner);
  }

  /** Makes a watcher anew that goes on with what it held (RULES W3). */
  public Future<Void> replace(Recipe watcher) {
    return ended(watcher.name()).transform(ended -> add(watcher));
  }

  private Future<Void> ended(String name) {
    List<WatcherRunner> gone =
        runners.stream().filter(runner -> runner.watcherName().equals(name)).toList();
    runners.removeAll(gone);
    return Future.join(gone.stream().map(runner -> supervision.end(runner.name())).toList())
        .mapEmpty();
  }

  List<HeldCondition> heldBy(String watcher) {
    return held.values().stream().filter(condition -> condition.watcher().equals(watcher)).toList();
  }

  /** All that is open now, for {@code checks_confirmed} and for the local world. */
  public List<HeldCondition> held() {
    return List.copyOf(held.values());
  }

  /** Looks at once, wherever something may have changed. */
  public void nudge() {
    runners.forEach(WatcherRunner::nudge);
  }

  /** How each watcher fares. */
  public List<WatcherFigures> figures() {
    return runners.stream().map(WatcherRunner::figures).toList();
  }

  /** The names of the watchers that run. */
  public List<String> names() {
    return runners.stream().map(WatcherRunner::watcherName).toList();
  }

  /**
   * One look of one watcher, telling nobody. Succeeds with what it saw, as {@code
   * stability-agent.json} shows it; empty where there is none of that name.
   */
  public Future<Optional<Map<String, Object>>> probe(String watcher) {
    return runners.stream()
        .filter(runner -> runner.watcherName().equals(watcher))
        .findFirst()
        .map(runner -> runner.lookOnce().map(it -> Optional.of(probed(watcher, it))))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  private static Map<String, Object> probed(String watcher, WatcherRunner.Outcome outcome) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("watcher", watcher);
    view.putAll(check(outcome));
    view.put("looked_for", outcome.findings().stream().map(Sentinel::lookedFor).toList());
    return view;
  }

  private static Map<String, Object> lookedFor(Finding finding) {
    Map<String, Object> view = finding.key().toMap();
    view.put("bad", finding.bad());
    if (finding.bad()) {
      view.put("severity", finding.severity().text());
      view.put("message", finding.message());
      view.put("details", finding.details());
    }
    return view;
  }

  /**
   * Appends {@code checks_confirmed}: everything that each watcher holds open, and what else the
   * node knows of itself (RULES W4), in more than one line where it does not fit into one.
   *
   * @param more further details, as {@code services}, {@code definitions} and {@code revision}
   */
  public Future<Void> confirm(Map<String, Object> more) {
    return telling.take(
        () -> {
          Map<String, List<HeldCondition>> all = new LinkedHashMap<>();
          runners.forEach(it -> all.put(it.watcherName(), heldBy(it.watcherName())));
          List<Future<Void>> lines =
              Statement.of(all, more).stream().map(this::confirmed).map(sink::append).toList();
          return Future.join(lines).mapEmpty();
        });
  }

  private Event confirmed(Map<String, Object> details) {
    return Event.of(node, "stability-agent", "checks_confirmed", Severity.INFO)
        .message("%d watchers confirm: %d open".formatted(runners.size(), held.size()))
        .details(details)
        .at(now());
  }

  /** Ends every watcher; succeeds when the last state stands on disk. */
  public Future<Void> close() {
    return Future.join(runners.stream().map(it -> supervision.end(it.name())).toList())
        .transform(closed -> telling.take(() -> state.close(this::content)));
  }

  Instant now() {
    return clock.wall().instant();
  }

  Moment moment() {
    return clock.now();
  }

  /** Succeeds when it is told, and fails when it is not yet; then the next look tries again. */
  Future<Void> hold(Watcher<?> watcher, Finding finding, Instant since) {
    HeldCondition condition = HeldCondition.of(watcher.name(), finding, since, moment());
    held.put(finding.key(), condition);
    ending.remove(finding.key());
    unwatched.remove(finding.key());
    return state.save(this::content).transform(saving -> tell(watcher));
  }

  Future<Void> release(Watcher<?> watcher, ConditionKey key) {
    HeldCondition gone = held.remove(key);
    if (gone != null) {
      ending.put(key, gone);
    }
    return tell(watcher);
  }

  void forget(Watcher<?> watcher, ConditionKey key) {
    held.computeIfPresent(
        key, (same, condition) -> condition.watcher().equals(watcher.name()) ? null : condition);
  }

  /** After each look: heartbeat, whatever is still untold, and now and then the file. */
  Future<Void> looked(Watcher<?> watcher) {
    Instant now = now();
    state.beat(now);
    boolean due = now.isAfter(saved.plusSeconds(30)) || now.isBefore(saved);
    Future<Void> told = tell(watcher);
    if (due) {
      saved = now;
      return told.transform(done -> state.save(this::content));
    }
    return told;
  }

  private Future<Void> tell(Watcher<?> watcher) {
    return telling.take(
        () -> {
          List<Future<Void>> told = new ArrayList<>();
          for (HeldCondition condition : List.copyOf(held.values())) {
            if (!condition.told() && condition.watcher().equals(watcher.name())) {
              told.add(
                  sink.append(Report.opened(node, watcher.source(), condition, now()))
                      .onSuccess(
                          done -> held.replace(condition.key(), condition, condition.asTold())));
            }
          }
          for (HeldCondition condition : List.copyOf(ending.values())) {
            if (condition.watcher().equals(watcher.name())) {
              told.add(
                  sink.append(Report.ended(node, watcher.source(), condition, now()))
                      .onSuccess(done -> ending.remove(condition.key(), condition)));
            }
          }
          told.addAll(unwatchedTold());
          return kept(told);
        });
  }

  private Future<Void> tellUnwatched() {
    return telling.take(() -> kept(unwatchedTold()));
  }

  private List<Future<Void>> unwatchedTold() {
    return List.copyOf(unwatched.values()).stream()
        .map(
            condition ->
                sink.append(Report.unwatched(node, condition, now()))
                    .onSuccess(done -> unwatched.remove(condition.key(), condition)))
        .toList();
  }

  private Future<Void> kept(List<Future<Void>> told) {
    return told.isEmpty()
        ? Future.succeededFuture()
        : Future.join(told).transform(done -> state.save(this::content));
  }

  private Map<String, Object> content() {
    Map<String, Object> checks = new LinkedHashMap<>();
    for (WatcherRunner runner : runners) {
      checks.put(runner.watcherName(), check(runner.latest()));
    }
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("node", node.name());
    content.put("updated", EventJson.time(now()));
    content.put("checks", checks);
    content.put(
        "held",
        Stream.of(held, ending, unwatched)
            .flatMap(conditions -> conditions.values().stream())
            .map(HeldCondition::toMap)
            .toList());
    return content;
  }

  private static Map<String, Object> check(WatcherRunner.Outcome outcome) {
    Map<String, Object> check = new LinkedHashMap<>();
    check.put("looked_at", EventJson.time(outcome.at()));
    check.put("took_ms", outcome.took().toMillis());
    @Nullable String failure = outcome.failure();
    if (failure != null) {
      check.put("failure", failure);
    }
    check.put(
        "bad",
        outcome.findings().stream()
            .filter(Finding::bad)
            .map(
                finding ->
                    Map.of(
                        "service", finding.key().service(),
                        "type", finding.key().type(),
                        "message", Objects.requireNonNull(finding.message())))
            .toList());
    return check;
  }
}
