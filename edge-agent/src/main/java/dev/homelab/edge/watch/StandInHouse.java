package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.watching.HomeAssistantInstance;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
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
  private record Trouble(
      String kind,
      String type,
      Severity severity,
      String entity,
      String text,
      Map<String, Object> details) {
    private Trouble(String kind, String type, Severity severity, String entity, String text) {
      this(kind, type, severity, entity, text, Map.of());
    }
  }

  private static Trouble dead(String kind, String text, String reason, boolean planned) {
    return new Trouble(
        kind,
        EventTypes.HA_WEBSOCKET_DEAD,
        Severity.ERROR,
        "",
        text,
        Map.of("reason", reason, "planned", planned));
  }

  private static final List<Trouble> ALL =
      List.of(
          dead("ha-dead", "its WebSocket is closed", "closed", false),
          dead("ha-silent", "it does not answer", "silent", false),
          dead("ha-stopped", "it was stopped in order and did not come back", "closed", true),
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
    Map<ConditionKey, Finding> findings = new LinkedHashMap<>();
    for (Trouble trouble : ALL) {
      ConditionKey key =
          new ConditionKey("homeassistant", trouble.type(), trouble.entity()).at(house.node());
      if (now.contains(trouble.kind())) {
        findings.put(key, bad(key, trouble));
      } else {
        findings.putIfAbsent(key, Finding.good(key));
      }
    }
    return List.copyOf(findings.values());
  }

  private Finding bad(ConditionKey key, Trouble trouble) {
    Map<String, Object> details = new LinkedHashMap<>(trouble.details());
    details.put("location", house.location());
    return Finding.bad(
        key,
        trouble.severity(),
        "Home Assistant %s: %s".formatted(house.location(), trouble.text()),
        "",
        details);
  }
}
