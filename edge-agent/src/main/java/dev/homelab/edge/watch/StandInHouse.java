package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.watching.HomeAssistantInstance;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The Home Assistant of a lab's node: well but for the troubles that {@code homelab lab break NODE
 * --kind ha-dead} and its like cause.
 */
record StandInHouse(HomeAssistantInstance house, Supplier<Set<String>> troubles)
    implements Watcher<Set<String>> {
  private static final Duration QUICK = Duration.ofSeconds(3);

  /** A trouble, and what is told of it. */
  private record Trouble(String kind, String type, Severity severity, String entity, String text) {}

  private static final List<Trouble> ALL =
      List.of(
          new Trouble(
              "ha-dead", EventTypes.HA_WEBSOCKET_DEAD, Severity.ERROR, "", "does not answer"),
          new Trouble(
              "ha-token", EventTypes.HA_TOKEN_REFUSED, Severity.ERROR, "", "refuses its token"),
          new Trouble(
              "ha-unreadable",
              EventTypes.HA_UNREADABLE,
              Severity.WARNING,
              "",
              "what it says can't be read"),
          new Trouble(
              "ha-integration",
              EventTypes.HA_INTEGRATION_FAILED,
              Severity.WARNING,
              "mqtt",
              "mqtt has failed: 12 of 14 entities are unavailable"),
          new Trouble(
              "ha-entity",
              EventTypes.HA_ENTITY_UNAVAILABLE_LONG,
              Severity.WARNING,
              "sensor.cellar",
              "sensor.cellar has been unavailable for a day"),
          new Trouble(
              "ha-automation",
              EventTypes.HA_AUTOMATION_FAILING,
              Severity.WARNING,
              "automation.blinds",
              "automation.blinds has failed three times in a row"),
          new Trouble(
              "ha-update",
              EventTypes.HA_UPDATE_AVAILABLE,
              Severity.INFO,
              "update.home_assistant_core",
              "an update waits"),
          new Trouble(
              "ha-recorder",
              EventTypes.HA_RECORDER_LAG,
              Severity.WARNING,
              "",
              "the recorder is 20,000 events behind"),
          new Trouble(
              "ha-health",
              EventTypes.HA_SYSTEM_HEALTH_DEGRADED,
              Severity.WARNING,
              "cloud/reachable",
              "a check that was ok fails"));

  @Override
  public String name() {
    return "ha:" + house.location();
  }

  @Override
  public String source() {
    return "ha-diag-agent";
  }

  @Override
  public Pace pace() {
    return new Pace(QUICK, QUICK, QUICK, QUICK, 1, 1);
  }

  @Override
  public Future<Set<String>> look() {
    return Future.succeededFuture(troubles.get());
  }

  @Override
  public List<Finding> judge(Set<String> now, Moment at) {
    return ALL.stream().map(trouble -> finding(trouble, now.contains(trouble.kind()))).toList();
  }

  private Finding finding(Trouble trouble, boolean holds) {
    ConditionKey key =
        new ConditionKey("homeassistant", trouble.type(), trouble.entity()).at(house.node());
    return holds
        ? Finding.bad(
            key,
            trouble.severity(),
            "Home Assistant %s: %s".formatted(house.location(), trouble.text()),
            "",
            Map.of("location", house.location()))
        : Finding.good(key);
  }
}
