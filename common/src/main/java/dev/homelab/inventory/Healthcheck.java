package dev.homelab.inventory;

import java.time.Duration;

/**
 * How a service is checked.
 *
 * @param endpoint a URL, {@code host:port}, or a container's name
 * @param retries so many failures in a row count as unhealthy
 */
public record Healthcheck(
    Type type, String endpoint, Duration interval, Duration timeout, int retries) {

  /** What is asked. */
  public enum Type {
    LOCAL_ONLY,
    CONTAINER,
    HTTP,
    MQTT
  }
}
