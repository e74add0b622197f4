package dev.homelab.edge.mqtt;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.clock.Moment;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Zigbee2MQTT keeps at its broker, retained: {@code <base>/bridge/state} and {@code
 * <base>/<device>/availability}, each {@code {"state":"online"}} or, in older versions, the bare
 * word. Source: Zigbee2MQTT's documentation, "MQTT topics and messages".
 *
 * @param bridge whether the bridge is online; empty while it has said nothing
 * @param offline since when devices are offline, by their friendly names
 * @param unheard those of them of which nothing was heard since the last break
 */
public record ZigbeeState(
    Optional<Boolean> bridge, SortedMap<String, Moment> offline, Set<String> unheard) {
  private static final String BRIDGE = "bridge/state";
  private static final String AVAILABILITY = "/availability";
  private static final int MOST_DEVICES = 1_000;
  private static final int LONGEST_NAME = 200;

  static final ZigbeeState UNKNOWN = new ZigbeeState(Optional.empty(), new TreeMap<>());

  public ZigbeeState(Optional<Boolean> bridge, SortedMap<String, Moment> offline) {
    this(bridge, offline, Set.of());
  }

  /** With one message more; what is none of these changes nothing. */
  ZigbeeState with(String topic, byte[] payload, Moment now) {
    Optional<Boolean> online = online(payload);
    if (topic.equals(BRIDGE)) {
      return new ZigbeeState(online, offline, unheard);
    }
    boolean removed = payload.length == 0;
    if (!topic.endsWith(AVAILABILITY)
        || (online.isEmpty() && !removed)
        || topic.length() > LONGEST_NAME) {
      return this;
    }
    String device = topic.substring(0, topic.length() - AVAILABILITY.length());
    SortedMap<String, Moment> next = new TreeMap<>(offline);
    if (removed || online.orElse(false)) {
      next.remove(device);
    } else if (next.size() < MOST_DEVICES) {
      next.putIfAbsent(device, now);
    }
    Set<String> rest = new HashSet<>(unheard);
    rest.remove(device);
    return new ZigbeeState(bridge, next, rest);
  }

  /** After a break: retained messages will tell what has changed meanwhile. */
  ZigbeeState afterBreak() {
    return new ZigbeeState(Optional.empty(), offline, Set.copyOf(offline.keySet()));
  }

  /** When they have told: what the broker keeps nothing of was removed during the break. */
  ZigbeeState settled() {
    SortedMap<String, Moment> heard = new TreeMap<>(offline);
    heard.keySet().removeAll(unheard);
    return new ZigbeeState(bridge, heard, Set.of());
  }

  private static Optional<Boolean> online(byte[] payload) {
    String text = new String(payload, StandardCharsets.UTF_8).strip();
    if (text.startsWith("{")) {
      try {
        Map<String, Object> json = EventJson.parse(text);
        text = String.valueOf(Values.text(json, "state"));
      } catch (JsonProcessingException malformed) {
        return Optional.empty();
      }
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "online" -> Optional.of(true);
      case "offline" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
