package dev.homelab.edge.announce;

import dev.homelab.event.EventTypes;
import java.util.Locale;
import java.util.Optional;

/** What of a node can have a problem, each a sensor of its own. */
enum NodeProblem {
  CONTAINERS("Containers"),
  DISK("Disk"),
  TAILSCALE("Tailscale"),
  MQTT("MQTT"),
  /** Not from a watcher: the node has not heard its hub. */
  UPLINK("Uplink");

  private final String title;

  NodeProblem(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** In topics and ids. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** To which sensor a condition of this type belongs; empty where it has none of its own. */
  static Optional<NodeProblem> of(String type) {
    return switch (type) {
      case EventTypes.CONTAINERS_NOT_RUNNING,
          EventTypes.SERVICE_UNHEALTHY,
          EventTypes.ENGINE_UNREACHABLE ->
          Optional.of(CONTAINERS);
      case EventTypes.DISK_PRESSURE, EventTypes.DISK_READ_ONLY, EventTypes.DISK_WEAR ->
          Optional.of(DISK);
      case EventTypes.TAILSCALE_DOWN,
          EventTypes.TAILSCALE_OFFLINE,
          EventTypes.TAILSCALE_HEALTH,
          EventTypes.TAILSCALE_KEY_EXPIRING ->
          Optional.of(TAILSCALE);
      case EventTypes.MQTT_UNREACHABLE,
          EventTypes.ZIGBEE_BRIDGE_OFFLINE,
          EventTypes.ZIGBEE_DEVICES_OFFLINE ->
          Optional.of(MQTT);
      default -> Optional.empty();
    };
  }
}
