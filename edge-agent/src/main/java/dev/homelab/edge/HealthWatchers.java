package dev.homelab.edge;

import dev.homelab.edge.watch.Senses;
import dev.homelab.edge.watch.Sentinel;
import dev.homelab.edge.watch.WatchedService;
import io.vertx.core.Future;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The services' health watchers: they come, go and change with what the checkout wants. */
final class HealthWatchers {
  private static final System.Logger LOG = System.getLogger(HealthWatchers.class.getName());

  private final WantedServices wanted;
  private final Senses senses;
  private final Sentinel sentinel;
  private Map<String, WatchedService> watched;

  /** Begins with those that run for what is wanted now. */
  HealthWatchers(WantedServices wanted, Senses senses, Sentinel sentinel) {
    this.wanted = wanted;
    this.senses = senses;
    this.sentinel = sentinel;
    this.watched = byName(wanted.watched());
  }

  private static Map<String, WatchedService> byName(Collection<WatchedService> services) {
    return services.stream()
        .collect(Collectors.toMap(WatchedService::service, Function.identity()));
  }

  /** The checkout wants other services, or checks them in another way. */
  void follow() {
    Map<String, WatchedService> before = watched;
    Map<String, WatchedService> now = byName(wanted.watched());
    watched = now;
    before.forEach(
        (name, service) -> {
          if (!service.equals(now.get(name))) {
            replace(name, now);
          }
        });
    now.values().stream()
        .filter(service -> !before.containsKey(service.service()))
        .forEach(service -> told(service.service(), add(service)));
  }

  private void replace(String name, Map<String, WatchedService> now) {
    told(
        name,
        sentinel
            .remove("health:" + name)
            .compose(
                removed -> now.containsKey(name) ? add(now.get(name)) : Future.succeededFuture()));
  }

  private Future<Void> add(WatchedService service) {
    return senses.health(service).map(sentinel::add).orElseGet(Future::succeededFuture);
  }

  private static void told(String name, Future<Void> done) {
    done.onFailure(failed -> LOG.log(Level.WARNING, name + ": " + failed.getMessage()));
  }
}
