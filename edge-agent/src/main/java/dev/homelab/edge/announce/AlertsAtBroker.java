package dev.homelab.edge.announce;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.edge.alone.AlertChannel;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The alerts of a site that is alone, as its broker keeps them. A broker that is away holds nothing
 * up: it is told all of it when it is back.
 */
public final class AlertsAtBroker implements AlertChannel {
  private final Announcer announcer;
  private final Map<ActionId, Integer> told = new HashMap<>();

  public AlertsAtBroker(Announcer announcer) {
    this.announcer = announcer;
  }

  @Override
  public Future<Void> tell(Action alert, int times) {
    told.merge(alert.id(), times, Math::max);
    return Future.succeededFuture();
  }

  /** The most urgent first, and of those the newest. */
  @Override
  public void standing(List<Action> alerts) {
    told.keySet().retainAll(alerts.stream().map(Action::id).toList());
    announcer.alerts(
        alerts.stream()
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
