package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.clock.MomentClock;
import dev.homelab.edge.mqtt.ZigbeeSource;
import dev.homelab.edge.mqtt.ZigbeeState;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the Zigbee2MQTT of a lab's node would keep at its broker: well but for the troubles that
 * {@code homelab lab break NODE --kind zigbee-bridge} and its like cause.
 */
record StandInZigbee(Supplier<Set<String>> troubles, MomentClock clock) implements ZigbeeSource {
  private static final Duration LONG_AGO = Duration.ofDays(7);
  private static final List<String> DEVICES = List.of("cellar/sensor", "kitchen/plug");

  @Override
  public void listen(Runnable onNews) {}

  @Override
  public Future<ZigbeeState> state() {
    Set<String> now = troubles.get();
    TreeMap<String, Moment> offline = new TreeMap<>();
    if (now.contains("zigbee-devices")) {
      DEVICES.forEach(device -> offline.put(device, clock.now().before(LONG_AGO)));
    }
    return Future.succeededFuture(
        new ZigbeeState(Optional.of(!now.contains("zigbee-bridge")), offline));
  }

  @Override
  public void close() {}
}
