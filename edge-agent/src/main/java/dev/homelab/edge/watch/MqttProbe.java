package dev.homelab.edge.watch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.MqttConnectionException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Well where a broker answers CONNECT; one that wants a password is alive too. */
final class MqttProbe implements Probe {
  private final Vertx vertx;
  private final String host;
  private final int port;
  private final Duration timeout;

  MqttProbe(Vertx vertx, String host, int port, Duration timeout) {
    this.vertx = vertx;
    this.host = host;
    this.port = port;
    this.timeout = timeout;
  }

  @Override
  public Future<Health> ask() {
    MqttClient client =
        MqttClient.create(
            vertx,
            new MqttClientOptions()
                .setClientId(
                    "homelab-probe-" + Integer.toHexString(ThreadLocalRandom.current().nextInt()))
                .setCleanSession(true));
    return client
        .connect(port, host)
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .<Health>map(connected -> new Health.Well())
        .recover(
            failure ->
                Future.succeededFuture(
                    failure instanceof MqttConnectionException
                        ? new Health.Well()
                        : new Health.Ill(
                            "%s:%d does not answer CONNECT: %s"
                                .formatted(host, port, failure.getMessage()))))
        .onComplete(done -> hangUp(client));
  }

  private static void hangUp(MqttClient client) {
    if (client.isConnected()) {
      client
          .disconnect()
          .onFailure(
              gone ->
                  System.getLogger(MqttProbe.class.getName())
                      .log(System.Logger.Level.DEBUG, "broker hung up first: {0}", gone));
    }
  }
}
