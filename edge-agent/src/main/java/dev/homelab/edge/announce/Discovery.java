package dev.homelab.edge.announce;

import dev.homelab.edge.announce.Announcement.Problem;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The messages by which Home Assistant comes to know a node, and how it fares. All are retained.
 * Source: Home Assistant's MQTT integration, discovery by {@code <prefix>/<component>/<node>/
 * <object>/config}.
 *
 * <pre>
 * homeassistant/binary_sensor/homelab_NODE/WHAT/config   the sensor, once
 * homeassistant/sensor/homelab_NODE/alert/config         the alert's text, once
 * homelab/NODE/availability                              online | offline (last will)
 * homelab/NODE/WHAT                                      {"state":"ON","since":…,"reason":…}
 * homelab/NODE/alert                                     {"state":TEXT,"since":…,"reason":…,"alerts":[…],"url":…}
 * </pre>
 */
record Discovery(NodeId node, String prefix, String version, Supplier<Optional<String>> dashboard) {
  static final String PREFIX = "homeassistant";
  static final String ONLINE = "online";
  static final String OFFLINE = "offline";

  /** The most that a state has in Home Assistant. */
  private static final int MAX_STATE = 255;

  private static final int MAX_REASON = 1_000;
  private static final int MAX_ALERTS = 20;

  /** A retained message. */
  record Message(String topic, String payload) {}

  private String base() {
    return "homelab/" + node.name();
  }

  String availability() {
    return base() + "/availability";
  }

  /** On which Home Assistant says that it has started, and wants to be told all again. */
  String birth() {
    return prefix + "/status";
  }

  /** What makes the device and its sensors known. */
  List<Message> configuration() {
    List<Message> messages = new ArrayList<>();
    for (NodeProblem what : NodeProblem.values()) {
      Map<String, Object> sensor = sensor(what.title(), what.id());
      sensor.put("device_class", "problem");
      sensor.put("payload_on", "ON");
      sensor.put("payload_off", "OFF");
      messages.add(configured("binary_sensor", what.id(), sensor));
    }
    Map<String, Object> alert = sensor("Alert", "alert");
    alert.put("icon", "mdi:alert");
    messages.add(configured("sensor", "alert", alert));
    return messages;
  }

  private Message configured(String component, String id, Map<String, Object> sensor) {
    return new Message(
        "%s/%s/homelab_%s/%s/config".formatted(prefix, component, object(), id),
        EventJson.text(sensor));
  }

  /** Ids in Home Assistant know no hyphen. */
  private String object() {
    return node.name().replace('-', '_');
  }

  private Map<String, Object> sensor(String name, String id) {
    String topic = base() + "/" + id;
    Map<String, Object> sensor = new LinkedHashMap<>();
    sensor.put("name", name);
    sensor.put("unique_id", "homelab_%s_%s".formatted(object(), id));
    sensor.put("object_id", "homelab_%s_%s".formatted(object(), id));
    sensor.put("state_topic", topic);
    sensor.put("value_template", "{{ value_json.state }}");
    sensor.put("json_attributes_topic", topic);
    sensor.put("availability_topic", availability());
    sensor.put("payload_available", ONLINE);
    sensor.put("payload_not_available", OFFLINE);
    sensor.put("device", device());
    sensor.put("origin", Map.of("name", "homelab", "sw_version", version));
    return sensor;
  }

  private Map<String, Object> device() {
    Map<String, Object> device = new LinkedHashMap<>();
    device.put("identifiers", List.of("homelab_" + object()));
    device.put("name", node.display());
    device.put("manufacturer", "homelab");
    device.put("model", "node");
    device.put("sw_version", version);
    dashboard.get().ifPresent(url -> device.put("configuration_url", url));
    return device;
  }

  /** How it fares now. */
  List<Message> states(Announcement now) {
    List<Message> messages = new ArrayList<>();
    for (NodeProblem what : NodeProblem.values()) {
      Map<String, Object> state = new LinkedHashMap<>();
      state.put("state", now.of(what).isPresent() ? "ON" : "OFF");
      now.of(what).ifPresent(problem -> explain(problem, state));
      messages.add(new Message(base() + "/" + what.id(), EventJson.text(state)));
    }
    now.alerts().ifPresent(alerts -> messages.add(alert(alerts)));
    return messages;
  }

  private Message alert(List<Problem> alerts) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("state", alerts.isEmpty() ? "none" : cut(alerts.getFirst().reason(), MAX_STATE));
    if (!alerts.isEmpty()) {
      explain(alerts.getFirst(), state);
      state.put("told", alerts.getFirst().told());
      state.put("count", alerts.size());
      state.put(
          "alerts",
          alerts.stream().limit(MAX_ALERTS).map(alert -> cut(alert.reason(), MAX_STATE)).toList());
      dashboard.get().ifPresent(url -> state.put("url", url + "/actions"));
    }
    return new Message(base() + "/alert", EventJson.text(state));
  }

  private static void explain(Problem problem, Map<String, Object> state) {
    state.put("since", EventJson.time(problem.since()));
    state.put("reason", cut(problem.reason(), MAX_REASON));
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
