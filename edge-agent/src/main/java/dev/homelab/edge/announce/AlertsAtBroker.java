package dev.homelab.edge.announce;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.edge.alone.AlertChannel;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The alerts of a site that is alone, as its broker keeps them. A broker that is away is told all
 * that stands when it is back; what only happened waits for it, and stands there for a while.
 */
public final class AlertsAtBroker implements AlertChannel {
  private static final Duration SHOWN = Duration.ofMinutes(10);
  private static final int MOST_PASSED = 20;

  private final Announcer announcer;
  private final LongSupplier nanos;
  private final Map<ActionId, Integer> told = new HashMap<>();
  private final Map<ActionId, Passed> passed = new LinkedHashMap<>();
  private List<Action> standing = List.of();

  private record Passed(Action alert, long sinceNanos) {}

  /**
   * @param nanos as {@link System#nanoTime}
   */
  public AlertsAtBroker(Announcer announcer, LongSupplier nanos) {
    this.announcer = announcer;
    this.nanos = nanos;
  }

  /** Succeeds at once. */
  @Override
  public Future<Void> tell(Action alert, int times) {
    told.merge(alert.id(), times, Math::max);
    return Future.succeededFuture();
  }

  /** Fails while the broker is away; succeeds where the site has none. */
  @Override
  public Future<Void> happened(Action alert) {
    if (announcer.hasNoBroker()) {
      return Future.succeededFuture();
    }
    if (!announcer.isHeard()) {
      return Future.failedFuture("the site's broker is away");
    }
    passed.put(alert.id(), new Passed(alert, nanos.getAsLong()));
    if (passed.size() > MOST_PASSED) {
      passed.remove(passed.keySet().iterator().next());
    }
    announce();
    return Future.succeededFuture();
  }

  @Override
  public void standing(List<Action> alerts) {
    standing = List.copyOf(alerts);
    told.keySet().retainAll(alerts.stream().map(Action::id).toList());
    passed.values().removeIf(it -> nanos.getAsLong() - it.sinceNanos() >= SHOWN.toNanos());
    announce();
  }

  @Override
  public void handedBack() {
    passed.clear();
    standing(List.of());
  }

  /** The most urgent first, and of those the newest. */
  private void announce() {
    announcer.alerts(
        Stream.concat(standing.stream(), passed.values().stream().map(Passed::alert))
            .sorted(
                Comparator.comparingInt(AlertsAtBroker::rank)
                    .thenComparing(it -> it.proposal().created())
                    .reversed())
            .map(
                alert ->
                    new Announcement.Problem(
                        alert.proposal().created(),
                        alert.proposal().reason(),
                        told.getOrDefault(alert.id(), 1)))
            .toList());
  }

  private static int rank(Action alert) {
    return List.of("none", "digest", "notify", "ring").indexOf(alert.proposal().terms().urgency());
  }
}
