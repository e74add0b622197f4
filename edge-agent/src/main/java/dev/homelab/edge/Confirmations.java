package dev.homelab.edge;

import dev.homelab.edge.watch.Machine;
import dev.homelab.edge.watch.NodeFacts;
import dev.homelab.edge.watch.Sentinel;
import dev.homelab.event.EventJson;
import dev.homelab.launch.RepositoryWatch;
import dev.homelab.supervision.Part;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** States hourly, at start and on request, everything that is held open (RULES W4). */
final class Confirmations implements Part {
  private static final System.Logger LOG = System.getLogger(Confirmations.class.getName());
  private static final Duration EVERY = Duration.ofHours(1);

  private final Vertx vertx;
  private final Containers containers;
  private final WantedServices wanted;
  private final RepositoryWatch checkout;
  private final Sentinel sentinel;
  private final Machine machine;
  private final Instant started;
  private long timer = -1;

  Confirmations(
      Vertx vertx,
      Containers containers,
      WantedServices wanted,
      RepositoryWatch checkout,
      Sentinel sentinel,
      Machine machine,
      Instant started) {
    this.vertx = vertx;
    this.containers = containers;
    this.wanted = wanted;
    this.checkout = checkout;
    this.sentinel = sentinel;
    this.machine = machine;
    this.started = started;
  }

  @Override
  public String name() {
    return "confirmations";
  }

  @Override
  public Future<Void> start() {
    regularly();
    timer = vertx.setPeriodic(EVERY.toMillis(), id -> regularly());
    return Future.succeededFuture();
  }

  /** One more now, whoever may wait for it. */
  void regularly() {
    confirm()
        .onFailure(failed -> LOG.log(Level.WARNING, "checks_confirmed: " + failed.getMessage()));
  }

  /** One more now. Succeeds when it is durable in the node's log. */
  Future<Void> confirm() {
    return new NodeFacts(containers.engine(), containers.deployer())
        .look(wanted.allServices())
        .compose(facts -> host().compose(host -> sentinel.confirm(with(facts, host))));
  }

  /** A machine that can't be read is told by its watcher. */
  private Future<Map<String, Object>> host() {
    return machine.summary().otherwise(Map.of());
  }

  private Map<String, Object> with(Map<String, Object> facts, Map<String, Object> host) {
    Map<String, Object> more = new LinkedHashMap<>(facts);
    more.put("version", Agent.VERSION);
    more.put("started", EventJson.time(started));
    if (!host.isEmpty()) {
      more.put("host", host);
    }
    checkout.kept().revision().ifPresent(revision -> more.put("revision", revision.commit()));
    return more;
  }

  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }
}
