/**
 * Speaks with MQTT brokers: round trips for the watcher, and what Zigbee2MQTT keeps there. On the
 * event loop.
 */
@NullMarked
package dev.homelab.edge.mqtt;

import org.jspecify.annotations.NullMarked;
