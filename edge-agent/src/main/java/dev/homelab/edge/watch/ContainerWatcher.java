package dev.homelab.edge.watch;

import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.Secrets;
import dev.homelab.edge.container.Tail;
import dev.homelab.event.Severity;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Watches the containers of all wanted services: pushed by the engine, compared in full every few
 * minutes and after each reconnect. An engine that does not answer is one condition of the node.
 */
public final class ContainerWatcher implements Watcher<ContainerSight> {
  public static final String ENGINE_UNREACHABLE = "engine_unreachable";

  private static final ConditionKey ENGINE = ConditionKey.ofNode(ENGINE_UNREACHABLE);
  private static final int LOG_LINES = 20;
  private static final int LOG_BYTES = 4096;

  /** Logs of more containers would not fit a line of the event log. */
  private static final int MAX_LOGS = 8;

  private static final Pace PACE =
      new Pace(
          Duration.ofMinutes(3),
          Duration.ofSeconds(20),
          Duration.ofMillis(300),
          Duration.ofSeconds(5),
          2,
          2);

  private final ContainerEngine engine;
  private final EngineNews news;
  private final Secrets secrets;
  private final Supplier<List<WatchedService>> wanted;
  private final InstantSource clock;
  private RestartHistory history = RestartHistory.empty();

  /**
   * @param wanted the services as they are wanted now
   */
  public ContainerWatcher(
      ContainerEngine engine,
      EngineNews news,
      Secrets secrets,
      Supplier<List<WatchedService>> wanted,
      InstantSource clock) {
    this.engine = engine;
    this.news = news;
    this.secrets = secrets;
    this.wanted = wanted;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public Pace pace() {
    return PACE;
  }

  @Override
  public Runnable listen(Runnable nudge) {
    return news.all(nudge);
  }

  @Override
  public Future<ContainerSight> look() {
    List<WatchedService> services = wanted.get();
    return engine
        .list()
        .compose(
            containers -> {
              Instant now = clock.instant();
              history = history.with(containers, now);
              Map<String, Integer> restarts = new HashMap<>();
              containers.forEach(c -> restarts.put(c.name(), history.recent(c.name(), now)));
              ContainerSight bare = new ContainerSight(services, containers, restarts, Map.of());
              return logs(bare)
                  .map(logs -> new ContainerSight(services, containers, restarts, logs));
            });
  }

  private Future<Map<String, String>> logs(ContainerSight sight) {
    Set<String> names =
        sight.services().stream().map(WatchedService::service).collect(Collectors.toSet());
    Map<String, String> logs = new HashMap<>();
    List<Future<String>> all = new ArrayList<>();
    for (Container container : sight.containers()) {
      String service = container.serviceAmong(names).orElse(null);
      if (service != null && all.size() < MAX_LOGS && ContainerJudgement.bad(container, sight)) {
        all.add(lastLog(service, container).onSuccess(log -> logs.put(container.name(), log)));
      }
    }
    return Future.join(all).transform(done -> Future.succeededFuture(logs));
  }

  private Future<String> lastLog(String service, Container container) {
    return secrets
        .of(service, List.of(container.name()))
        .compose(
            redactor ->
                engine
                    .lastLog(container.name(), LOG_LINES, 2 * LOG_BYTES)
                    .map(log -> Tail.of(redactor.redact(log), LOG_BYTES)));
  }

  @Override
  public List<Finding> judge(ContainerSight sight, Instant now) {
    List<Finding> findings = new ArrayList<>(ContainerJudgement.of(sight, now));
    findings.add(Finding.good(ENGINE));
    return findings;
  }

  @Override
  public List<Finding> blind(Throwable failure) {
    return List.of(
        Finding.bad(
            ENGINE,
            Severity.ERROR,
            "the container engine does not answer: " + failure.getMessage(),
            "",
            Map.of("reason", String.valueOf(failure.getMessage()))));
  }

  @Override
  public boolean concerns(ConditionKey key) {
    return key.equals(ENGINE)
        || wanted.get().stream().anyMatch(service -> service.service().equals(key.service()));
  }
}
