package dev.homelab.edge.watch;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a service's health is to be checked, as its {@code service.yaml} says.
 *
 * @param endpoint a URL for {@code HTTP}, {@code host:port} for {@code MQTT}; may be empty
 *     otherwise
 * @param port of the service on its host, for {@code HC_PORT}; 0 where it has none
 * @param script its {@code healthcheck.sh}
 */
public record HealthContract(
    Type type,
    String endpoint,
    int port,
    Duration interval,
    Duration timeout,
    int retries,
    Path script) {

  /** Who checks, and how. */
  public enum Type {
    /** {@code healthcheck.sh}. */
    LOCAL_ONLY,
    /** The engine's own health check; {@code healthcheck.sh} where the container has none. */
    CONTAINER,
    HTTP,
    MQTT
  }

  public HealthContract {
    if (interval.isNegative() || interval.isZero() || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("interval and timeout must be longer than nothing");
    }
    if (retries < 1) {
      throw new IllegalArgumentException("retries must be at least 1");
    }
  }
}
