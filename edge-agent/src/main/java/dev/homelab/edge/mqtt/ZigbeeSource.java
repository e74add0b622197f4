package dev.homelab.edge.mqtt;

import io.vertx.core.Future;

/** From where it is known how a Zigbee2MQTT fares. */
public interface ZigbeeSource {
  /** Begins, and says so whenever something changed. */
  void listen(Runnable onNews);

  /** What is known; fails while nothing can be heard. */
  Future<ZigbeeState> state();

  /** Ends it. */
  void close();
}
