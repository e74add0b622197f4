package dev.homelab.watching;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every threshold and interval of the watchers: the one table, which {@code docs/watchers.md} shows
 * and a test holds against it. A name is the watcher's, a dot, and its own.
 */
public enum WatchSetting {
  DOCKER_EVERY(
      "docker.every",
      Unit.DURATION,
      "3m",
      "1s",
      "1d",
      "between full comparisons with the engine; events of the engine come at once"),
  DOCKER_EVERY_ILL(
      "docker.every_ill",
      Unit.DURATION,
      "5s",
      "1s",
      "1d",
      "the same while something is wrong with a container"),
  DOCKER_BAD_LOOKS(
      "docker.bad_looks",
      Unit.COUNT,
      "2",
      "1",
      "20",
      "looks in a row before a container's trouble is told"),
  DOCKER_GOOD_LOOKS(
      "docker.good_looks",
      Unit.COUNT,
      "2",
      "1",
      "20",
      "looks in a row before its recovery is told"),
  DOCKER_RESTARTS(
      "docker.restarts", Unit.COUNT, "3", "2", "100", "restarts by the engine that make a loop"),
  DOCKER_RESTARTS_WITHIN(
      "docker.restarts_within",
      Unit.DURATION,
      "5m",
      "10s",
      "1d",
      "the time in which they are counted"),
  DOCKER_STEADY_AFTER(
      "docker.steady_after",
      Unit.DURATION,
      "10s",
      "1s",
      "1h",
      "how long a restarted container has to run to count as well"),
  DEFINITIONS_EVERY(
      "definitions.every",
      Unit.DURATION,
      "1h",
      "10s",
      "1d",
      "between comparisons of what runs with the node's checkout"),
  DEFINITIONS_EVERY_ILL(
      "definitions.every_ill",
      Unit.DURATION,
      "10m",
      "1s",
      "1d",
      "the same while something differs"),

  HEALTH_GOOD_LOOKS(
      "health.good_looks",
      Unit.COUNT,
      "2",
      "1",
      "20",
      "health checks in a row that pass before the recovery is told; how many fail before the trouble is told, and how often they are made, are `retries` and `interval` of the contract"),

  DISK_EVERY(
      "disk.every", Unit.DURATION, "1m", "1s", "1d", "between two looks at the file systems"),
  DISK_BAD_LOOKS(
      "disk.bad_looks",
      Unit.COUNT,
      "2",
      "1",
      "20",
      "looks in a row above a threshold before it is told"),
  DISK_GOOD_LOOKS(
      "disk.good_looks",
      Unit.COUNT,
      "2",
      "1",
      "20",
      "looks in a row below it before the recovery is told"),
  DISK_WARNING(
      "disk.warning",
      Unit.PERCENT,
      "80%",
      "1%",
      "100%",
      "used space or inodes at which `disk_pressure` begins, level `warning`; `storage.warning_percent` of the node goes first"),
  DISK_HIGH(
      "disk.high",
      Unit.PERCENT,
      "90%",
      "1%",
      "100%",
      "level `high`; `storage.high_percent` goes first"),
  DISK_CRITICAL(
      "disk.critical",
      Unit.PERCENT,
      "95%",
      "1%",
      "100%",
      "level `critical`; `storage.critical_percent` goes first"),
  DISK_CLEARANCE(
      "disk.clearance",
      Unit.PERCENT,
      "2%",
      "0%",
      "50%",
      "how far below a threshold it has to fall to count as over"),
  DISK_WEAR(
      "disk.wear",
      Unit.PERCENT,
      "90%",
      "1%",
      "100%",
      "used lifetime of a flash memory at which it is told"),

  TAILSCALE_EVERY(
      "tailscale.every",
      Unit.DURATION,
      "1m",
      "1s",
      "1d",
      "between two looks beside what its bus pushes, which is not that it is offline"),
  TAILSCALE_BAD_LOOKS(
      "tailscale.bad_looks",
      Unit.COUNT,
      "2",
      "1",
      "20",
      "looks in a row before a trouble of Tailscale is told"),
  TAILSCALE_GOOD_LOOKS(
      "tailscale.good_looks", Unit.COUNT, "1", "1", "20", "looks in a row before its end is told"),
  TAILSCALE_OFFLINE_AFTER(
      "tailscale.offline_after",
      Unit.DURATION,
      "2m",
      "1s",
      "1d",
      "how long it may run without being online"),
  TAILSCALE_EXPIRY_FIRST(
      "tailscale.expiry_first",
      Unit.DURATION,
      "14d",
      "1h",
      "365d",
      "how long before a key expires it is told first"),
  TAILSCALE_EXPIRY_SECOND(
      "tailscale.expiry_second", Unit.DURATION, "3d", "1h", "365d", "and again"),
  TAILSCALE_EXPIRY_LAST(
      "tailscale.expiry_last", Unit.DURATION, "1d", "1h", "365d", "and for the last time"),

  MQTT_EVERY(
      "mqtt.every", Unit.DURATION, "1m", "1s", "1d", "between two round trips through a broker"),
  MQTT_TIMEOUT(
      "mqtt.timeout", Unit.DURATION, "10s", "100ms", "5m", "of one round trip with its connection"),
  MQTT_SLOW_AFTER(
      "mqtt.slow_after",
      Unit.DURATION,
      "2s",
      "10ms",
      "5m",
      "a round trip that takes longer is slow"),
  MQTT_BAD_LOOKS(
      "mqtt.bad_looks",
      Unit.COUNT,
      "3",
      "1",
      "20",
      "round trips in a row that fail before it is told"),
  MQTT_GOOD_LOOKS(
      "mqtt.good_looks",
      Unit.COUNT,
      "2",
      "1",
      "20",
      "round trips in a row that come back before the recovery is told"),
  ZIGBEE_EVERY(
      "zigbee.every",
      Unit.DURATION,
      "5m",
      "1s",
      "1d",
      "between two looks at what Zigbee2MQTT keeps at its broker; changes are pushed"),
  ZIGBEE_BAD_LOOKS(
      "zigbee.bad_looks",
      Unit.COUNT,
      "2",
      "1",
      "20",
      "looks in a row before a trouble of Zigbee2MQTT is told"),
  ZIGBEE_GOOD_LOOKS(
      "zigbee.good_looks", Unit.COUNT, "1", "1", "20", "looks in a row before its end is told"),
  ZIGBEE_DEVICES_AFTER(
      "zigbee.devices_after",
      Unit.DURATION,
      "10m",
      "1s",
      "7d",
      "how long devices may be offline before they are told, all in one event"),

  HOST_EVERY(
      "host.every",
      Unit.DURATION,
      "1m",
      "1s",
      "1h",
      "between two readings, each of which stands in the ring of 24 hours"),
  HOST_BAD_LOOKS(
      "host.bad_looks",
      Unit.COUNT,
      "5",
      "1",
      "60",
      "readings in a row before a trouble of the host is told"),
  HOST_GOOD_LOOKS(
      "host.good_looks", Unit.COUNT, "3", "1", "60", "readings in a row before its end is told"),
  HOST_LOAD(
      "host.load",
      Unit.PERCENT,
      "300%",
      "1%",
      "10000%",
      "load of five minutes, in percent of the cores"),
  HOST_MEMORY(
      "host.memory", Unit.PERCENT, "95%", "1%", "100%", "memory in use, of all that there is"),
  HOST_PRESSURE(
      "host.pressure",
      Unit.PERCENT,
      "20%",
      "1%",
      "100%",
      "share of a minute in which something waited for memory (PSI `some avg60`)"),
  HOST_TEMPERATURE(
      "host.temperature", Unit.CELSIUS, "85°C", "1°C", "150°C", "of the hottest sensor"),
  HOST_CLOCK_OFFSET(
      "host.clock_offset",
      Unit.DURATION,
      "30s",
      "1s",
      "1d",
      "by how much the clock may differ from the hub's"),
  HOST_DATA_PLAN(
      "host.data_plan",
      Unit.PERCENT,
      "80%",
      "1%",
      "1000%",
      "of the month's `data_plan_mb` at which it is told; at all of it again"),
  HA_EVERY(
      "ha.every",
      Unit.DURATION,
      "30s",
      "100ms",
      "1h",
      "between two looks at what Home Assistant pushed; what changes is looked at at once"),
  HA_BAD_LOOKS(
      "ha.bad_looks",
      Unit.COUNT,
      "1",
      "1",
      "20",
      "looks in a row before a trouble of a house, which has lasted as long as it has to, is told"),
  HA_GOOD_LOOKS(
      "ha.good_looks", Unit.COUNT, "2", "1", "20", "looks in a row before its end is told"),
  HA_PING_AFTER(
      "ha.ping_after",
      Unit.DURATION,
      "1m",
      "100ms",
      "1h",
      "a `ping` is sent after so long without a word"),
  HA_DEAD_AFTER(
      "ha.dead_after",
      Unit.DURATION,
      "5m",
      "1s",
      "1d",
      "silent for so long although it was asked counts as dead"),
  HA_CLOSED_AFTER(
      "ha.closed_after",
      Unit.DURATION,
      "10s",
      "100ms",
      "1d",
      "how long the WebSocket may be closed, with tries to connect again, before it counts as dead"),
  HA_STOP_PATIENCE(
      "ha.stop_patience",
      Unit.DURATION,
      "5m",
      "100ms",
      "1d",
      "the same after Home Assistant was stopped in order"),
  HA_RECONNECT(
      "ha.reconnect", Unit.DURATION, "30s", "100ms", "1h", "the longest pause between two tries"),
  HA_ANSWER_WITHIN(
      "ha.answer_within",
      Unit.DURATION,
      "30s",
      "100ms",
      "10m",
      "how long a connection, or an answer, may take"),
  HA_TOKEN_RETRY(
      "ha.token_retry",
      Unit.DURATION,
      "1h",
      "1s",
      "7d",
      "the pause after a refused token, unless its file changes"),
  HA_MAX_MESSAGE(
      "ha.max_message", Unit.SIZE, "4MiB", "64KiB", "64MiB", "the longest message that is taken"),
  HA_WELL_AFTER(
      "ha.well_after",
      Unit.DURATION,
      "1m",
      "100ms",
      "1d",
      "how long it has to answer well before unreadable answers count as over"),
  HA_SLICE("ha.slice", Unit.COUNT, "200", "1", "5000", "entities that are asked after at once"),
  HA_RELIST_EVERY(
      "ha.relist_every",
      Unit.DURATION,
      "1h",
      "1s",
      "7d",
      "between two lists of all entities; those of the registry are pushed"),
  HA_WEBSOCKET_REPEAT(
      "ha.websocket_repeat",
      Unit.DURATION,
      "10m",
      "1s",
      "7d",
      "after how long `ha_websocket_dead` is told again"),
  HA_REPEAT("ha.repeat", Unit.DURATION, "6h", "1s", "30d", "and every other trouble"),
  HA_ENTITY_AFTER(
      "ha.entity_after",
      Unit.DURATION,
      "24h",
      "1s",
      "30d",
      "how long an entity has to be unavailable"),
  HA_INTEGRATION_SHARE(
      "ha.integration_share",
      Unit.PERCENT,
      "50%",
      "1%",
      "100%",
      "so much of an integration's entities unavailable is one failed integration"),
  HA_INTEGRATION_AFTER(
      "ha.integration_after",
      Unit.DURATION,
      "3m",
      "1s",
      "1d",
      "for so long; also how long its setup may fail"),
  HA_AUTOMATION_FAILURES(
      "ha.automation_failures", Unit.COUNT, "3", "1", "100", "failed runs in a row"),
  HA_AUTOMATIONS_EVERY(
      "ha.automations_every",
      Unit.DURATION,
      "1m",
      "100ms",
      "1d",
      "between two looks at the runs, where any automation was triggered"),
  HA_UPDATE_REPEAT(
      "ha.update_repeat", Unit.DURATION, "7d", "1s", "365d", "each update is told once in so long"),
  HA_DIGEST_AT(
      "ha.digest_at",
      Unit.DURATION,
      "8h",
      "1m",
      "23h",
      "so long after midnight on Sunday, in the owner's zone, all that wait are told in one"),
  HA_RECORDER_EVERY(
      "ha.recorder_every", Unit.DURATION, "1m", "100ms", "1d", "between two looks at the recorder"),
  HA_RECORDER_BACKLOG(
      "ha.recorder_backlog",
      Unit.COUNT,
      "5000",
      "1",
      "1000000",
      "events that wait to be written and mean that it lags"),
  HA_RECORDER_AFTER(
      "ha.recorder_after",
      Unit.DURATION,
      "2m",
      "100ms",
      "1d",
      "for so long, as also that it does not record"),
  HA_HEALTH_EVERY(
      "ha.health_every",
      Unit.DURATION,
      "10m",
      "1s",
      "1d",
      "between two looks at the system health"),
  ;

  private final String text;
  private final Unit unit;
  private final String usual;
  private final String least;
  private final String most;
  private final String meaning;

  WatchSetting(String text, Unit unit, String usual, String least, String most, String meaning) {
    this.text = text;
    this.unit = unit;
    this.usual = usual;
    this.least = least;
    this.most = most;
    this.meaning = meaning;
  }

  /** As it stands in the file: {@code disk.high}. */
  public String text() {
    return text;
  }

  public Unit unit() {
    return unit;
  }

  /** What holds where nothing is said, as a person writes it. */
  public String usual() {
    return usual;
  }

  public String meaning() {
    return meaning;
  }

  /** The watcher whose setting it is: {@code disk}. */
  String group() {
    return text.substring(0, text.indexOf('.'));
  }

  /** Whether it can differ by service: it is not one of a watcher that looks at all of a node. */
  boolean isOfService() {
    return switch (group()) {
      case "docker" ->
          this == DOCKER_RESTARTS || this == DOCKER_RESTARTS_WITHIN || this == DOCKER_STEADY_AFTER;
      case "mqtt", "zigbee", "health" -> true;
      default -> false;
    };
  }

  /** The legal values, for a fault. */
  public String legal() {
    return "%s, %s to %s".formatted(unit.legal(), least, most);
  }

  /** The bounds, as the table shows them. */
  public String bounds() {
    return "%s to %s".formatted(least, most);
  }

  long usualValue() {
    return unit.parse(usual).orElseThrow();
  }

  /** The number that a text means, or empty where it has another form or is out of bounds. */
  Optional<Long> parse(String value) {
    long min = unit.parse(least).orElseThrow();
    long max = unit.parse(most).orElseThrow();
    return unit.parse(value).filter(number -> number >= min && number <= max);
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(WatchSetting::text).toList();
  }

  static Optional<WatchSetting> of(String text) {
    return Arrays.stream(values()).filter(setting -> setting.text.equals(text)).findFirst();
  }
}
