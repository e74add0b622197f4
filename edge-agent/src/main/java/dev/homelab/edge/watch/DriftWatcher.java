package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.Deployer;
import dev.homelab.edge.container.Drift;
import dev.homelab.edge.container.EngineException;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Compares what runs with what the node's own checkout defines (RULES S8): a service that runs
 * another definition or another image is {@code definition_drift}, a container that nobody wants is
 * told once and never touched. What does not run at all is the container watcher's.
 */
final class DriftWatcher implements Watcher<DriftWatcher.Sight> {
  private static final int MAX_UNWANTED = 50;

  /** Rendering takes Compose a moment a service; changes are pushed. */
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final Duration RECHECK = Duration.ofSeconds(2);

  private final ContainerEngine engine;
  private final Deployer deployer;
  private final EngineNews news;
  private final WatchedNode node;
  private List<String> unwantedNow = List.of();

  /**
   * What a look reads.
   *
   * @param unwanted names of containers
   */
  record Sight(Map<String, Drift> services, List<String> unwanted, Optional<String> revision) {}

  DriftWatcher(ContainerEngine engine, Deployer deployer, EngineNews news, WatchedNode node) {
    this.engine = engine;
    this.deployer = deployer;
    this.news = news;
    this.node = node;
  }

  @Override
  public String name() {
    return "definitions";
  }

  @Override
  public Pace pace() {
    WatchSettings settings = node.settings();
    return new Pace(
        settings.duration(WatchSetting.DEFINITIONS_EVERY),
        TIMEOUT,
        RECHECK,
        settings.duration(WatchSetting.DEFINITIONS_EVERY_ILL),
        1,
        1);
  }

  @Override
  public Runnable listen(Runnable nudge) {
    return news.made(nudge);
  }

  @Override
  public Future<Sight> look() {
    List<String> names = node.services().stream().map(WatchedService::service).toList();
    Optional<String> commit = node.revision();
    return engine
        .list()
        .compose(
            containers -> {
              Map<String, Drift> drifts = new TreeMap<>();
              Future<Void> all = Future.succeededFuture();
              for (String service : present(containers, names)) {
                all = all.compose(before -> compare(service, drifts));
              }
              List<String> unwanted = NodeFacts.unwanted(containers, node.allServices());
              unwantedNow = unwanted;
              return all.map(done -> new Sight(drifts, unwanted, commit));
            });
  }

  private static List<String> present(List<Container> containers, List<String> names) {
    return containers.stream()
        .flatMap(container -> container.serviceAmong(names).stream())
        .distinct()
        .toList();
  }

  /** One service that can't be rendered is no reason to know nothing of the others. */
  private Future<Void> compare(String service, Map<String, Drift> drifts) {
    return deployer
        .drift(service)
        .otherwise(failure -> new Drift.Unknown(String.valueOf(failure.getMessage())))
        .onSuccess(drift -> drifts.put(service, drift))
        .mapEmpty();
  }

  @Override
  public List<Finding> judge(Sight sight, Moment now) {
    List<Finding> findings = new ArrayList<>();
    sight
        .services()
        .forEach(
            (service, drift) -> {
              ConditionKey key = new ConditionKey(service, EventTypes.DEFINITION_DRIFT);
              switch (drift) {
                case Drift.Same same -> findings.add(Finding.good(key));
                case Drift.Other other -> findings.add(drifted(key, other, sight.revision()));
                case Drift.Unknown unknown -> {}
              }
            });
    sight.unwanted().stream().limit(MAX_UNWANTED).forEach(name -> findings.add(unwanted(name)));
    return findings;
  }

  static Finding drifted(ConditionKey key, Drift.Other other, Optional<String> revision) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("definition", other.definition());
    details.put("parts", other.parts());
    boolean byImage = other.images().containsAll(other.parts());
    details.put("reason", byImage ? "image" : "definition");
    if (!other.images().isEmpty()) {
      details.put("images", other.images());
    }
    revision.ifPresent(commit -> details.put("revision", commit));
    return Finding.bad(
        key,
        Severity.WARNING,
        (byImage
                ? "%s runs another image than the checkout's definition means now"
                : "%s runs another definition than the checkout's")
            .formatted(key.service()),
        other.definition(),
        details);
  }

  /** An engine that does not answer is the container watcher's to tell, and only its. */
  @Override
  public List<Finding> blind(Throwable failure) {
    return failure instanceof EngineException engine && engine.ofEngine()
        ? List.of(Blindness.none(name()))
        : List.of();
  }

  private static Finding unwanted(String name) {
    return Finding.bad(
        new ConditionKey(name, EventTypes.UNWANTED_CONTAINER),
        Severity.INFO,
        "container %s runs here, and nothing in the repository wants it".formatted(name),
        "",
        Map.of("container", name));
  }

  /** What is gone is dropped unsaid. */
  @Override
  public boolean concerns(ConditionKey key) {
    return key.type().equals(EventTypes.DEFINITION_DRIFT)
        ? node.services().stream().anyMatch(service -> service.service().equals(key.service()))
        : unwantedNow.contains(key.service());
  }
}
