package dev.homelab.edge.announce;

import dev.homelab.action.Action;
import dev.homelab.edge.alone.AlertChannel;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;

/**
 * The alerts of a site that is alone, as its broker keeps them. A broker that is away holds nothing
 * up: it is told all of it when it is back.
 */
public record AlertsAtBroker(Announcer announcer) implements AlertChannel {
  @Override
  public Future<Void> tell(Action alert, int times) {
    return Future.succeededFuture();
  }

  @Override
  public void standing(List<Action> alerts) {
    announcer.alerts(
        alerts.stream()
            .sorted(Comparator.comparing(alert -> alert.proposal().created()))
            .map(
                alert ->
                    new Announcement.Problem(alert.proposal().created(), alert.proposal().reason()))
            .toList());
  }
}
