package dev.homelab.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.Severity;
import dev.homelab.yaml.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of SPEC section 8 (RULES S2, W2), on the repository's own table. */
class RowsTest {
  private static final Routing ROUTING =
      RoutingFile.read(Path.of("..").toAbsolutePath().normalize(), new Faults()).orElseThrow();

  @DisplayName("S2: the first row that matches holds")
  @ParameterizedTest(name = "{0} of {1}, {2}, level {3}, wanted {4} → {5} held back {6}")
  @CsvSource(
      nullValues = "-",
      value = {
        "ha_websocket_recovered,     ha-diag-agent,   info,    -,        true,  nothing,           0",
        "service_recovered,          stability-agent, info,    -,        true,  nothing,           0",
        "service_healthy,            other,           error,   -,        true,  nothing,           0",
        "action_failed,              hub,             info,    -,        true,  nothing,           0",
        "checks_confirmed,           stability-agent, info,    -,        true,  nothing,           0",
        "remediation_started,        deploy.sh,       warning, -,        true,  nothing,           0",
        "containers_not_running,     stability-agent, error,   -,        true,  container_restart, 0",
        "containers_not_running,     stability-agent, error,   -,        false, nothing,           0",
        "containers_not_running,     other,           error,   -,        true,  nothing,           0",
        "mqtt_unreachable,           stability-agent, error,   -,        true,  container_restart, 0",
        "disk_pressure,              stability-agent, warning, high,     false, disk_cleanup,      0",
        "disk_pressure,              stability-agent, error,   critical, false, disk_cleanup,      0",
        "disk_pressure,              stability-agent, warning, warning,  false, alert_only,        60",
        "disk_pressure,              other,           warning, high,     false, alert_only,        60",
        "ha_websocket_dead,          ha-diag-agent,   error,   -,        true,  container_restart, 30",
        "ha_integration_failed,      ha-diag-agent,   warning, -,        true,  alert_only,        60",
        "ha_entity_unavailable_long, ha-diag-agent,   warning, -,        true,  alert_only,        60",
        "ha_automation_failing,      ha-diag-agent,   warning, -,        true,  alert_only,        60",
        "ha_update_available,        ha-diag-agent,   info,    -,        true,  alert_only,        60",
        "ha_recorder_lag,            ha-diag-agent,   warning, -,        true,  alert_only,        60",
        "ha_system_health_degraded,  ha-diag-agent,   warning, -,        true,  alert_only,        60",
        "anything,                   stability-agent, info,    -,        true,  nothing,           0",
        "node_offline,               hub,             error,   -,        false, alert_only,        60",
        "deployment_failed,          deploy.sh,       error,   -,        true,  alert_only,        60",
        "log_refused,                ingest,          error,   -,        false, alert_only,        60",
        "log_unreadable,             hub,             error,   -,        false, alert_only,        60",
        "log_diverged,               ingest,          warning, -,        false, alert_only,        60",
        "service_unhealthy,          stability-agent, error,   -,        true,  redeploy,          0",
        "service_unhealthy,          stability-agent, error,   -,        false, nothing,           0",
        "healthcheck_failed,         stability-agent, warning, -,        true,  redeploy,          0",
        "strange_new_trouble,        stability-agent, warning, -,        true,  redeploy,          0",
        "strange_new_trouble,        other,           critical,-,        true,  nothing,           0",
        "definition_drift,           stability-agent, warning, -,        true,  redeploy,          0",
      })
  void row(
      String type,
      String source,
      String severity,
      String level,
      boolean wanted,
      String kind,
      long holdBackMinutes) {
    Map<String, Object> details = new HashMap<>();
    if (level != null) {
      details.put("level", level);
    }
    Optional<Row> row = ROUTING.route(question(type, source, severity, wanted, details));
    assertThat(row.flatMap(Row::kind).orElse("nothing")).isEqualTo(kind);
    if (!kind.equals("nothing")) {
      assertThat(row.orElseThrow().holdBack()).isEqualTo(Duration.ofMinutes(holdBackMinutes));
    }
  }

  @org.junit.jupiter.api.Test
  @DisplayName("A fault of the check itself never makes an action")
  void faultOfTheCheck() {
    Row.Question asked =
        question(
            "healthcheck_failed", "stability-agent", "warning", true, Map.of("fault", "exit 127"));
    assertThat(ROUTING.route(asked).flatMap(Row::kind)).contains("alert_only");
  }

  @org.junit.jupiter.api.Test
  @DisplayName("Urgency: a house's broker and a critical disk ring")
  void urgency() {
    Row.Question broker =
        new Row.Question(
            "containers_not_running",
            "stability-agent",
            Severity.ERROR,
            "chelsty-infra",
            "mosquitto",
            true,
            false,
            Map.of());
    assertThat(ROUTING.route(broker).orElseThrow().urgency(broker)).isEqualTo(Urgency.RING);
    Row.Question disk =
        question("disk_pressure", "stability-agent", "error", false, Map.of("level", "critical"));
    assertThat(ROUTING.route(disk).orElseThrow().urgency(disk)).isEqualTo(Urgency.RING);
  }

  private static Row.Question question(
      String type, String source, String severity, boolean wanted, Map<String, Object> details) {
    return new Row.Question(
        type,
        source,
        Severity.read(severity),
        "piha",
        "homeassistant",
        wanted,
        ROUTING.type(type).map(TypeRow::mesh).orElse(false),
        details);
  }
}
