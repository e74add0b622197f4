package dev.homelab.edge.mqtt;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One connection to a broker; it is gone for good when it is closed or breaks. */
final class Session {
  private static final System.Logger LOG = System.getLogger(Session.class.getName());

  /**
   * It logs each connection, and a stack for each that fails: that is told once, by who watches.
   */
  private static final Logger CLIENT = Logger.getLogger("io.vertx.mqtt");

  static {
    CLIENT.setLevel(Level.OFF);
  }

  private static final int CONNECT_MILLIS = 10_000;

  /** All that a node has to tell at once, three times over. */
  private static final int IN_FLIGHT = 64;

  static final int MAX_MESSAGE_BYTES = 64 * 1024;

  private final MqttClient client;
  private final Broker broker;

  Session(Vertx vertx, Broker broker, String clientId) {
    this(vertx, broker, clientId, null);
  }

  /**
   * @param presence whose absence the broker tells when the connection breaks
   */
  Session(
      Vertx vertx, Broker broker, String clientId, RetainedSession.@Nullable Presence presence) {
    this.broker = broker;
    MqttClientOptions options = new MqttClientOptions();
    options.setConnectTimeout(CONNECT_MILLIS);
    options
        .setClientId(clientId)
        .setCleanSession(true)
        .setMaxMessageSize(MAX_MESSAGE_BYTES)
        .setMaxInflightQueue(IN_FLIGHT)
        .setKeepAliveInterval(30);
    broker.user().ifPresent(user -> options.setUsername(user.name()).setPassword(user.password()));
    if (presence != null) {
      options
          .setWillFlag(true)
          .setWillTopic(presence.topic())
          .setWillMessageBytes(Buffer.buffer(presence.gone()))
          .setWillQoS(1)
          .setWillRetain(true);
    }
    this.client = MqttClient.create(vertx, options);
    client.exceptionHandler(
        broken -> LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", broker, broken));
  }

  MqttClient client() {
    return client;
  }

  /** Succeeds when the broker has taken the connection; fails as the client says, or in time. */
  Future<Void> open(Duration timeout) {
    return client
        .connect(broker.port(), broker.host())
        .<Void>mapEmpty()
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends it, whether it ever began. */
  void close() {
    try {
      client
          .disconnect()
          .onFailure(
              gone -> LOG.log(System.Logger.Level.DEBUG, "{0} hung up first: {1}", broker, gone));
    } catch (RuntimeException neverOpen) {
      LOG.log(System.Logger.Level.DEBUG, "{0} was never connected", broker);
    }
  }
}
