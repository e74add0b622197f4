package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.event.Severity;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Watches one service's health by its contract.
 *
 * <pre>
 *   probe     service_unhealthy   healthcheck_failed
 *   Well      good                good
 *   Ill       bad                 good
 *   Fault     nothing             bad, with details.fault
 *   Unknown   nothing             nothing
 * </pre>
 */
final class HealthWatcher implements Watcher<Health> {
  static final String UNHEALTHY = "service_unhealthy";
  static final String CHECK_FAILED = "healthcheck_failed";
  private static final Duration MOST_RECHECK = Duration.ofSeconds(2);

  private final String service;
  private final Probe probe;
  private final Pace pace;
  private final EngineNews news;

  HealthWatcher(String service, Probe probe, Pace pace, EngineNews news) {
    this.service = service;
    this.probe = probe;
    this.pace = pace;
    this.news = news;
  }

  /**
   * The contract's interval, time-out and retries; a change is confirmed at a quicker pace.
   *
   * @param goodLooks before the recovery is told
   */
  static Pace pace(HealthContract contract, int goodLooks) {
    Duration recheck =
        contract.interval().compareTo(MOST_RECHECK) < 0 ? contract.interval() : MOST_RECHECK;
    return new Pace(
        contract.interval(),
        contract.timeout().plusSeconds(5),
        recheck,
        contract.interval(),
        contract.retries(),
        goodLooks);
  }

  @Override
  public String name() {
    return "health:" + service;
  }

  @Override
  public Pace pace() {
    return pace;
  }

  @Override
  public Future<Health> look() {
    return probe.ask();
  }

  @Override
  public Runnable listen(Runnable nudge) {
    return news.ofService(service, nudge);
  }

  @Override
  public List<Finding> judge(Health health, Moment now) {
    return meaning(service, health);
  }

  static List<Finding> meaning(String service, Health health) {
    ConditionKey unhealthy = new ConditionKey(service, UNHEALTHY);
    ConditionKey failed = new ConditionKey(service, CHECK_FAILED);
    return switch (health) {
      case Health.Well well -> List.of(Finding.good(unhealthy), Finding.good(failed));
      case Health.Ill ill ->
          List.of(
              Finding.bad(
                  unhealthy,
                  Severity.ERROR,
                  "%s is unhealthy: %s".formatted(service, firstLine(ill.text())),
                  "",
                  Map.of("output", ill.text())),
              Finding.good(failed));
      case Health.Fault fault -> List.of(fault(service, failed, fault.text()));
      case Health.Unknown unknown -> List.of();
    };
  }

  @Override
  public List<Finding> blind(Throwable failure) {
    return List.of(
        fault(
            service,
            new ConditionKey(service, CHECK_FAILED),
            String.valueOf(failure.getMessage())));
  }

  private static Finding fault(String service, ConditionKey key, String text) {
    return Finding.bad(
        key,
        Severity.WARNING,
        "the health check of %s can't be done: %s".formatted(service, firstLine(text)),
        "",
        Map.of("fault", text));
  }

  private static String firstLine(String text) {
    String line = text.lines().findFirst().orElse("no reason given");
    return line.length() > 200 ? line.substring(0, 200) + "…" : line;
  }
}
