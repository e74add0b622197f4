package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.clock.MomentClock;
import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.ContainerEvent;
import dev.homelab.edge.container.Secrets;
import dev.homelab.edge.container.Tail;
import dev.homelab.event.Severity;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Watches the containers of all wanted services: pushed by the engine, compared in full every few
 * minutes and after each reconnect. An engine that does not answer is one condition of the node.
 */
final class ContainerWatcher implements Watcher<ContainerSight> {
  public static final String ENGINE_UNREACHABLE = "engine_unreachable";

  private static final ConditionKey ENGINE = ConditionKey.ofNode(ENGINE_UNREACHABLE);
  private static final int LOG_LINES = 20;
  private static final int LOG_BYTES = 4096;

  /** Logs of more containers would not fit a line of the event log. */
  private static final int MAX_LOGS = 8;

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration RECHECK = Duration.ofMillis(300);

  private final ContainerEngine engine;
  private final EngineNews news;
  private final Secrets secrets;
  private final WatchedNode node;
  private final PlannedWork planned;
  private final MomentClock clock;
  private final AtomicReference<MemoryKills> kills = new AtomicReference<>(MemoryKills.empty());
  private RestartHistory history = RestartHistory.empty();

  ContainerWatcher(
      ContainerEngine engine,
      EngineNews news,
      Secrets secrets,
      WatchedNode node,
      PlannedWork planned,
      MomentClock clock) {
    this.engine = engine;
    this.news = news;
    this.secrets = secrets;
    this.node = node;
    this.planned = planned;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public Pace pace() {
    WatchSettings settings = node.settings();
    return new Pace(
        settings.duration(WatchSetting.DOCKER_EVERY),
        TIMEOUT,
        RECHECK,
        settings.duration(WatchSetting.DOCKER_EVERY_ILL),
        settings.count(WatchSetting.DOCKER_BAD_LOOKS),
        settings.count(WatchSetting.DOCKER_GOOD_LOOKS));
  }

  @Override
  public Runnable listen(Runnable nudge) {
    return news.all(
        event -> {
          if (event.kind() == ContainerEvent.Kind.OOM) {
            Moment now = clock.now();
            kills.updateAndGet(before -> before.with(event.name(), now));
          }
          nudge.run();
        });
  }

  @Override
  public Future<ContainerSight> look() {
    List<WatchedService> services = node.services();
    return engine
        .list()
        .compose(
            containers -> {
              Moment now = clock.now();
              Function<Container, Duration> window = window(services);
              history = history.with(containers, window, now);
              Map<String, Integer> restarts = new HashMap<>();
              containers.forEach(
                  c -> restarts.put(c.name(), history.recent(c.name(), window.apply(c), now)));
              MemoryKills killed =
                  kills.updateAndGet(before -> before.with(containers, window, now));
              ContainerSight bare =
                  new ContainerSight(
                      services,
                      containers,
                      restarts,
                      killed.names(),
                      history.started(),
                      Map.of(),
                      planned(services));
              return logs(bare).map(bare::withLogs);
            });
  }

  /** As the settings of each one's service say; one of none has its node's. */
  private Function<Container, Duration> window(List<WatchedService> services) {
    Set<String> names = names(services);
    return container ->
        container
            .serviceAmong(names)
            .map(node::settings)
            .orElseGet(node::settings)
            .duration(WatchSetting.DOCKER_RESTARTS_WITHIN);
  }

  private static Set<String> names(List<WatchedService> services) {
    return services.stream().map(WatchedService::service).collect(Collectors.toSet());
  }

  private Map<String, String> planned(List<WatchedService> services) {
    Map<String, String> underWay = new HashMap<>();
    for (WatchedService service : services) {
      planned.of(service.service()).ifPresent(id -> underWay.put(service.service(), id));
    }
    return underWay;
  }

  private Future<Map<String, String>> logs(ContainerSight sight) {
    Set<String> names = names(sight.services());
    Map<String, String> logs = new HashMap<>();
    List<Future<String>> all = new ArrayList<>();
    for (Container container : sight.containers()) {
      String service = container.serviceAmong(names).orElse(null);
      if (service != null
          && all.size() < MAX_LOGS
          && ContainerJudgement.bad(container, sight, loop(service))) {
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
  public List<Finding> judge(ContainerSight sight, Moment now) {
    List<Finding> findings = new ArrayList<>(ContainerJudgement.of(sight, this::loop, now));
    findings.add(Finding.good(ENGINE));
    return findings;
  }

  private ContainerJudgement.Loop loop(String service) {
    WatchSettings settings = node.settings(service);
    return new ContainerJudgement.Loop(
        settings.count(WatchSetting.DOCKER_RESTARTS),
        settings.duration(WatchSetting.DOCKER_STEADY_AFTER));
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
        || node.services().stream().anyMatch(service -> service.service().equals(key.service()));
  }
}
