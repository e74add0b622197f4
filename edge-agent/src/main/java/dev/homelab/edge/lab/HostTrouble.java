package dev.homelab.edge.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What can be wrong with the machine that a lab's node stands on, or with what its agent asks
 * there. {@code lab mend} ends all of it.
 */
public enum HostTrouble {
  /** At 82 %, and 128 MiB more each minute: what is told 40 minutes later says when it is full. */
  DISK_FILLING(EventTypes.DISK_PRESSURE),
  DISK_HIGH(EventTypes.DISK_PRESSURE),
  DISK_FULL(EventTypes.DISK_PRESSURE),
  DISK_INODES(EventTypes.DISK_PRESSURE),
  DISK_READ_ONLY(EventTypes.DISK_READ_ONLY),
  DISK_WORN(EventTypes.DISK_WEAR),
  /** It can't be asked: the watcher is blind. */
  DISK_UNREADABLE(EventTypes.WATCHER_BLIND),
  TAILSCALE_STOPPED(EventTypes.TAILSCALE_DOWN),
  /** Its daemon does not answer. */
  TAILSCALE_SILENT(EventTypes.TAILSCALE_DOWN),
  TAILSCALE_OFFLINE(EventTypes.TAILSCALE_OFFLINE),
  TAILSCALE_HEALTH(EventTypes.TAILSCALE_HEALTH),
  TAILSCALE_KEY_FIRST(EventTypes.TAILSCALE_KEY_EXPIRING),
  TAILSCALE_KEY(EventTypes.TAILSCALE_KEY_EXPIRING),
  TAILSCALE_KEY_LAST(EventTypes.TAILSCALE_KEY_EXPIRING),
  MQTT_REFUSED(EventTypes.MQTT_UNREACHABLE),
  /** The connection is taken and nothing is said. */
  MQTT_NO_ANSWER(EventTypes.MQTT_UNREACHABLE),
  /** Connected, and no message comes back. */
  MQTT_SILENT(EventTypes.MQTT_UNREACHABLE),
  MQTT_SLOW(EventTypes.MQTT_UNREACHABLE),
  MQTT_PASSWORD(EventTypes.MQTT_UNREACHABLE),
  ZIGBEE_BRIDGE(EventTypes.ZIGBEE_BRIDGE_OFFLINE),
  ZIGBEE_DEVICES(EventTypes.ZIGBEE_DEVICES_OFFLINE),
  BUSY(EventTypes.HOST_LOAD_HIGH),
  MEMORY(EventTypes.HOST_MEMORY_PRESSURE),
  HOT(EventTypes.HOST_TEMPERATURE_HIGH),
  CLOCK(EventTypes.CLOCK_SKEW),
  /** At 85 % of a node that has a plan. */
  DATA_PLAN(EventTypes.DATA_PLAN_USED),
  /** At 110 %. */
  DATA_PLAN_OVER(EventTypes.DATA_PLAN_USED),
  /** The lab's engine answers this node no more, and its containers run on. */
  ENGINE_GONE(EventTypes.ENGINE_UNREACHABLE),
  /** One container more, which nobody wants. */
  UNWANTED(EventTypes.UNWANTED_CONTAINER),
  /** Over as soon as it is caused: the agent ends, and starts on a machine that has booted anew. */
  REBOOTED(EventTypes.AGENT_STARTED),
  HA_DEAD(EventTypes.HA_WEBSOCKET_DEAD),
  HA_SILENT(EventTypes.HA_WEBSOCKET_DEAD),
  HA_STOPPED(EventTypes.HA_WEBSOCKET_DEAD),
  HA_TOKEN(EventTypes.HA_TOKEN_REFUSED),
  HA_UNREADABLE(EventTypes.HA_UNREADABLE),
  HA_INTEGRATION(EventTypes.HA_INTEGRATION_FAILED),
  HA_ENTITY(EventTypes.HA_ENTITY_UNAVAILABLE_LONG),
  HA_AUTOMATION(EventTypes.HA_AUTOMATION_FAILING),
  HA_UPDATE(EventTypes.HA_UPDATE_AVAILABLE),
  HA_RECORDER(EventTypes.HA_RECORDER_LAG),
  HA_HEALTH(EventTypes.HA_SYSTEM_HEALTH_DEGRADED);

  private final String type;

  HostTrouble(String type) {
    this.type = type;
  }

  /** The event that tells it. */
  public String type() {
    return type;
  }

  /** Whether it is caused in what runs the node's containers, which else need not be asked. */
  boolean isOfEngine() {
    return this == ENGINE_GONE || this == UNWANTED;
  }

  /** The spelling on the command line: {@code disk-full}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<HostTrouble> of(String text) {
    return Arrays.stream(values()).filter(trouble -> trouble.text().equals(text)).findFirst();
  }

  /** All of them, for a message. */
  public static String texts() {
    return Arrays.stream(values()).map(HostTrouble::text).collect(Collectors.joining(", "));
  }

  /** The trouble that a node's machine is in; blocks. */
  static Optional<HostTrouble> at(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Values.list(EventJson.parse(Files.readString(file)), "troubles").stream()
          .flatMap(text -> of(String.valueOf(text)).stream())
          .findFirst();
    } catch (JsonProcessingException torn) {
      return Optional.empty();
    }
  }

  /** Makes this the only trouble of a node's machine; blocks. */
  void cause(Path file) throws IOException {
    write(file, List.of(text()));
  }

  /** Ends all trouble of a node's machine; blocks. */
  static void mend(Path file) throws IOException {
    if (Files.exists(file)) {
      write(file, List.of());
    }
  }

  private static void write(Path file, List<String> troubles) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, EventJson.pretty(Map.of("troubles", troubles)));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
