package dev.homelab.edge.mqtt;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * A broker, and as whom to speak with it.
 *
 * @param user empty where it asks nobody
 */
public record Broker(String host, int port, Optional<User> user) {
  private static final int USUAL_PORT = 1883;

  /** A name and its password, which is never printed. */
  public record User(String name, String password) {
    @Override
    public String toString() {
      return name + ":***";
    }
  }

  /**
   * A broker's address as a contract gives it: {@code host:port}, {@code mqtt://host:port} or
   * nothing.
   *
   * @param port of the service on its host; 0 where it names none
   */
  public static Broker at(String endpoint, int port) {
    URI address = URI.create(endpoint.contains("://") ? endpoint : "mqtt://" + endpoint);
    String host = address.getHost() == null ? "127.0.0.1" : address.getHost();
    int usual = port > 0 ? port : USUAL_PORT;
    return new Broker(host, address.getPort() > 0 ? address.getPort() : usual, Optional.empty());
  }

  /** As the user whom {@code MQTT_USERNAME} and {@code MQTT_PASSWORD} name, if they do. */
  public Broker as(Map<String, String> environment) {
    String name = environment.getOrDefault("MQTT_USERNAME", "");
    return name.isEmpty()
        ? this
        : new Broker(
            host, port, Optional.of(new User(name, environment.getOrDefault("MQTT_PASSWORD", ""))));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
