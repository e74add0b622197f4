package dev.homelab.event;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;

/** Every type of event that SPEC names or our code emits; each has its row in routing.yaml. */
public final class EventTypes {
  public static final String CONTAINERS_NOT_RUNNING = "containers_not_running";
  public static final String SERVICE_UNHEALTHY = "service_unhealthy";
  public static final String HEALTHCHECK_FAILED = "healthcheck_failed";
  public static final String MQTT_UNREACHABLE = "mqtt_unreachable";
  public static final String DISK_PRESSURE = "disk_pressure";
  public static final String DISK_USAGE_HIGH = "disk_usage_high";
  public static final String NODE_OFFLINE = "node_offline";
  public static final String NODE_ONLINE = "node_online";
  public static final String SERVICE_RECOVERED = "service_recovered";
  public static final String SERVICE_HEALTHY = "service_healthy";
  public static final String DEPLOYMENT_STARTED = "deployment_started";
  public static final String DEPLOYMENT_COMPLETED = "deployment_completed";
  public static final String DEPLOYMENT_FAILED = "deployment_failed";
  public static final String REMEDIATION_STARTED = "remediation_started";
  public static final String REMEDIATION_COMPLETED = "remediation_completed";
  public static final String HA_WEBSOCKET_DEAD = "ha_websocket_dead";
  public static final String HA_WEBSOCKET_RECOVERED = "ha_websocket_recovered";
  public static final String HA_INTEGRATION_FAILED = "ha_integration_failed";
  public static final String HA_ENTITY_UNAVAILABLE_LONG = "ha_entity_unavailable_long";
  public static final String HA_AUTOMATION_FAILING = "ha_automation_failing";
  public static final String HA_UPDATE_AVAILABLE = "ha_update_available";
  public static final String HA_RECORDER_LAG = "ha_recorder_lag";
  public static final String HA_SYSTEM_HEALTH_DEGRADED = "ha_system_health_degraded";
  public static final String HA_TOKEN_REFUSED = "ha_token_refused";
  public static final String HA_UNREADABLE = "ha_unreadable";
  public static final String ACTION_PENDING = "action_pending";
  public static final String ACTION_APPROVED = "action_approved";
  public static final String ACTION_REJECTED = "action_rejected";
  public static final String ACTION_CANCELLED = "action_cancelled";
  public static final String ACTION_RUNNING = "action_running";
  public static final String ACTION_COMPLETED = "action_completed";
  public static final String ACTION_FAILED = "action_failed";
  public static final String CHECKS_CONFIRMED = "checks_confirmed";
  public static final String AGENT_STARTED = "agent_started";
  public static final String HUB_STARTED = "hub_started";
  public static final String PART_FAILED = "part_failed";
  public static final String PART_RECOVERED = "part_recovered";
  public static final String ENGINE_UNREACHABLE = "engine_unreachable";
  public static final String WATCHER_BLIND = "watcher_blind";
  public static final String DISK_READ_ONLY = "disk_read_only";
  public static final String DISK_WEAR = "disk_wear";
  public static final String TAILSCALE_DOWN = "tailscale_down";
  public static final String TAILSCALE_OFFLINE = "tailscale_offline";
  public static final String TAILSCALE_HEALTH = "tailscale_health";
  public static final String TAILSCALE_KEY_EXPIRING = "tailscale_key_expiring";
  public static final String ZIGBEE_BRIDGE_OFFLINE = "zigbee_bridge_offline";
  public static final String ZIGBEE_DEVICES_OFFLINE = "zigbee_devices_offline";
  public static final String HOST_LOAD_HIGH = "host_load_high";
  public static final String HOST_MEMORY_PRESSURE = "host_memory_pressure";
  public static final String HOST_TEMPERATURE_HIGH = "host_temperature_high";
  public static final String DATA_PLAN_USED = "data_plan_used";
  public static final String UNWANTED_CONTAINER = "unwanted_container";
  public static final String DEFINITION_DRIFT = "definition_drift";
  public static final String LOG_DIVERGED = "log_diverged";
  public static final String LOG_TRUNCATED = "log_truncated";
  public static final String LOG_REFUSED = "log_refused";
  public static final String LOG_UNREADABLE = "log_unreadable";
  public static final String LOG_FSYNC_FAILED = "log_fsync_failed";
  public static final String LINES_SKIPPED = "lines_skipped";
  public static final String EVENTS_DROPPED = "events_dropped";
  public static final String EVENTS_SUPPRESSED = "events_suppressed";
  public static final String CLOCK_SKEW = "clock_skew";
  public static final String HUB_ISOLATED = "hub_isolated";
  public static final String HUB_REJOINED = "hub_rejoined";
  public static final String UPLINK_LOST = "uplink_lost";
  public static final String UPLINK_RESTORED = "uplink_restored";
  public static final String DESIRED_CHANGED = "desired_changed";
  public static final String INVENTORY_INVALID = "inventory_invalid";
  public static final String INVENTORY_VALID = "inventory_valid";
  public static final String NODE_UNKNOWN = "node_unknown";
  public static final String NODE_ENROLLED = "node_enrolled";
  public static final String NODE_REVOKED = "node_revoked";
  public static final String NODE_READMITTED = "node_readmitted";
  public static final String INCIDENT_ACKNOWLEDGED = "incident_acknowledged";
  public static final String INCIDENT_UNACKNOWLEDGED = "incident_unacknowledged";
  public static final String SILENCE_CREATED = "silence_created";
  public static final String SILENCE_ENDED = "silence_ended";
  public static final String OPERATOR_SIGNED_IN = "operator_signed_in";

  /** All of them: the constants above, sorted. */
  public static final List<String> ALL = constants();

  private EventTypes() {}

  private static List<String> constants() {
    return Arrays.stream(EventTypes.class.getFields())
        .filter(field -> field.getType() == String.class)
        .map(EventTypes::text)
        .sorted()
        .toList();
  }

  private static String text(Field constant) {
    try {
      return String.valueOf(constant.get(null));
    } catch (IllegalAccessException notPublic) {
      throw new IllegalStateException(notPublic);
    }
  }
}
