package dev.homelab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Inventory;
import dev.homelab.world.LogFold;
import dev.homelab.world.World;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a line of a log to a proposal, by the repository's own table, types and services. */
class RepositoryRowsTest {
  private static final Inventory INVENTORY =
      Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();
  private static final InventoryPolicy POLICY = new InventoryPolicy(INVENTORY);
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Map<NodeId, LogFold> folds = new TreeMap<>();

  private void line(String log, Event event) {
    folds
        .computeIfAbsent(new NodeId(log), node -> new LogFold(node, POLICY.meanings()))
        .apply(event, LocalDate.ofInstant(NOW, ZoneOffset.UTC));
  }

  private Verdict decide() {
    Map<NodeId, Circumstances.Knowledge> knowledge = new HashMap<>();
    INVENTORY.nodes().keySet().forEach(it -> knowledge.put(it, Circumstances.Knowledge.FULL));
    World world = POLICY.merge().merge(folds.values());
    return Supervisor.decide(
        new Circumstances(
            world,
            POLICY.desired(),
            POLICY.policy(),
            KnownActions.of(Map.of(), world.actions()),
            knowledge,
            NOW.plusSeconds(301)));
  }

  private static Event event(
      String node, String service, String type, String source, String severity, String detail) {
    Map<String, Object> details = new HashMap<>();
    if (detail != null) {
      int equals = detail.indexOf('=');
      details.put(detail.substring(0, equals), detail.substring(equals + 1));
    }
    return Event.of(new NodeId(node), source, type, Severity.read(severity))
        .service(service)
        .message(type)
        .details(details)
        .at(NOW);
  }

  private void confirmed(String node) {
    Map<String, Object> hashes = new HashMap<>();
    INVENTORY.wanted(new NodeId(node)).keySet().forEach(it -> hashes.put(it, "hash-of-" + it));
    line(
        node,
        Event.of(new NodeId(node), "stability-agent", "checks_confirmed", Severity.INFO)
            .details(Map.of("definitions", hashes))
            .at(NOW.minusSeconds(60)));
  }

  @DisplayName("SPEC 8: a line leads to what its row says, and rings where it is to ring")
  @ParameterizedTest(name = "{4} of {2}/{3} in the log of {1}, {5} {6} {7} → {8} for {9}, {10}")
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          row 01, chelsty-infra, chelsty-infra, mosquitto,     containers_not_running,     stability-agent, error,   -,              container_restart, chelsty-infra/mosquitto,  RING
          row 02, vps,           vps,           outline,       containers_not_running,     stability-agent, error,   -,              container_restart, vps/outline,              NOTIFY
          row 03, chelsty-infra, chelsty-infra, mosquitto,     mqtt_unreachable,           stability-agent, error,   -,              container_restart, chelsty-infra/mosquitto,  RING
          row 04, chelsty-ha,    chelsty-ha,    mosquitto,     mqtt_unreachable,           stability-agent, error,   -,              container_restart, chelsty-infra/mosquitto,  RING
          row 05, piha,          piha,          -,             disk_pressure,              stability-agent, warning, level=high,     disk_cleanup,      piha/_node,               NOTIFY
          row 06, piha,          piha,          -,             disk_pressure,              stability-agent, error,   level=critical, disk_cleanup,      piha/_node,               RING
          row 07, piha,          piha,          -,             disk_usage_high,            stability-agent, warning, level=high,     disk_cleanup,      piha/_node,               NOTIFY
          row 08, piha,          piha,          -,             disk_pressure,              stability-agent, warning, level=warning,  alert_only,        piha/_node,               NOTIFY
          row 09, chelsty-ha,    chelsty-ha,    homeassistant, ha_websocket_dead,          ha-diag-agent,   error,   -,              container_restart, chelsty-ha/homeassistant, RING
          row 10, chelsty-ha,    chelsty-ha,    -,             ha_websocket_dead,          ha-diag-agent,   error,   -,              container_restart, chelsty-ha/homeassistant, RING
          row 11, chelsty-infra, chelsty-infra, homeassistant, ha_websocket_dead,          ha-diag-agent,   error,   -,              container_restart, chelsty-ha/homeassistant, RING
          row 12, piha,          piha,          homeassistant, ha_integration_failed,      ha-diag-agent,   warning, -,              alert_only,        piha/homeassistant,       NOTIFY
          row 13, piha,          piha,          homeassistant, ha_entity_unavailable_long, ha-diag-agent,   warning, entity=sensor.x, alert_only,       piha/homeassistant,       DIGEST
          row 14, piha,          piha,          homeassistant, ha_automation_failing,      ha-diag-agent,   warning, -,              alert_only,        piha/homeassistant,       NOTIFY
          row 15, piha,          piha,          homeassistant, ha_update_available,        ha-diag-agent,   info,    -,              alert_only,        piha/homeassistant,       DIGEST
          row 16, piha,          piha,          homeassistant, ha_recorder_lag,            ha-diag-agent,   warning, -,              alert_only,        piha/homeassistant,       NOTIFY
          row 17, piha,          piha,          homeassistant, ha_system_health_degraded,  ha-diag-agent,   warning, -,              alert_only,        piha/homeassistant,       NOTIFY
          row 18, vps,           vps,           -,             node_offline,               hub,             error,   -,              alert_only,        vps/_node,                RING
          row 19, vps,           chelsty-infra, -,             node_offline,               hub,             error,   -,              alert_only,        chelsty-infra/_node,      DIGEST
          row 20, piha,          piha,          homeassistant, deployment_failed,          deploy.sh,       error,   -,              alert_only,        piha/homeassistant,       NOTIFY
          row 21, piha,          piha,          homeassistant, service_unhealthy,          stability-agent, error,   -,              redeploy,          piha/homeassistant,       RING
          row 22, vps,           vps,           outline,       service_unhealthy,          stability-agent, error,   -,              redeploy,          vps/outline,              NOTIFY
          row 23, vps,           vps,           outline,       healthcheck_failed,         stability-agent, warning, -,              redeploy,          vps/outline,              NOTIFY
          row 24, vps,           vps,           outline,       healthcheck_failed,         stability-agent, warning, fault=no curl,  alert_only,        vps/outline,              DIGEST
          row 25, vps,           vps,           outline,       strange_new_trouble,        stability-agent, warning, -,              redeploy,          vps/outline,              NOTIFY
          row 26, vps,           vps,           outline,       definition_drift,           stability-agent, warning, definition=x,   redeploy,          vps/outline,              NOTIFY
          row 27, vps,           piha,          -,             log_diverged,               ingest,          warning, -,              alert_only,        piha/_node,               NOTIFY
          row 28, piha,          piha,          -,             log_fsync_failed,           event-log,       error,   -,              alert_only,        piha/_node,               NOTIFY
          row 29, piha,          piha,          -,             events_dropped,             event-log,       warning, -,              alert_only,        piha/_node,               NOTIFY
          row 30, piha,          piha,          -,             events_suppressed,          event-log,       error,   -,              alert_only,        piha/_node,               NOTIFY
          row 31, vps,           piha,          -,             log_refused,                ingest,          error,   -,              alert_only,        piha/_node,               NOTIFY
          row 33, vps,           piha,          -,             log_unreadable,             hub,             error,   -,              alert_only,        piha/_node,               NOTIFY
          row 32, piha,          piha,          -,             part_failed,                stability-agent, warning, -,              alert_only,        piha/_node,               NOTIFY
          """)
  void leads(
      String row,
      String log,
      String node,
      String service,
      String type,
      String source,
      String severity,
      String detail,
      String kind,
      String subject,
      Policy.Urgency urgency) {
    INVENTORY.nodes().keySet().forEach(it -> confirmed(it.name()));
    line(log, event(node, service, type, source, severity, detail));
    assertThat(decide().proposals())
        .as(row)
        .singleElement()
        .satisfies(
            draft -> {
              assertThat(draft.kind().text()).isEqualTo(kind);
              assertThat(draft.subject()).hasToString(subject);
              assertThat(draft.urgency()).isEqualTo(urgency);
            });
  }

  @DisplayName("SPEC 8: what no row speaks for leads to nothing")
  @ParameterizedTest(name = "{2} of {0}/{1} by {3}, {4}")
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          piha, stranger,      containers_not_running, stability-agent, error
          piha, homeassistant, containers_not_running, some-script,     error
          piha, stranger,      service_unhealthy,      stability-agent, error
          piha, homeassistant, strange_new_trouble,    some-script,     critical
          piha, homeassistant, strange_new_trouble,    stability-agent, info
          piha, homeassistant, remediation_failed,     stability-agent, error
          piha, homeassistant, remediation_started,    deploy.sh,       warning
          piha, homeassistant, action_failed,          stability-agent, error
          vps,  hub,           containers_not_running, stability-agent, error
          saturn, -,           node_offline,           hub,             error
          """)
  void leadsToNothing(String node, String service, String type, String source, String severity) {
    INVENTORY.nodes().keySet().forEach(it -> confirmed(it.name()));
    line(node, event(node, service, type, source, severity, null));
    assertThat(decide().proposals()).isEmpty();
  }

  @Test
  @DisplayName("SPEC 8: two watchers of one trouble make one action, where the service is wanted")
  void twoWatchers() {
    for (String node : List.of("chelsty-infra", "chelsty-ha")) {
      line(node, event(node, "mosquitto", "mqtt_unreachable", "stability-agent", "error", null));
    }
    assertThat(decide().proposals())
        .extracting(Draft::subject)
        .containsExactly(new Subject(new NodeId("chelsty-infra"), "mosquitto"));
  }

  @Test
  @DisplayName(
      "SPEC 8: what Home Assistant's watcher tells from another node is passed over while its container is down")
  void suppressedFromAnotherNode() {
    confirmed("chelsty-ha");
    confirmed("chelsty-infra");
    line(
        "chelsty-infra",
        event(
            "chelsty-ha",
            "homeassistant",
            "ha_integration_failed",
            "ha-diag-agent",
            "warning",
            null));
    assertThat(decide().proposals()).extracting(Draft::subject).hasSize(1);
    line(
        "chelsty-ha",
        event(
            "chelsty-ha",
            "homeassistant",
            "containers_not_running",
            "stability-agent",
            "error",
            null));
    assertThat(decide().proposals())
        .singleElement()
        .satisfies(
            draft -> {
              assertThat(draft.subject().node()).isEqualTo(new NodeId("chelsty-ha"));
              assertThat(draft.triggers()).containsExactly("containers_not_running");
            });
  }
}
