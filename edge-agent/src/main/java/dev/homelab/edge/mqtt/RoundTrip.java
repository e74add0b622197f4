package dev.homelab.edge.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttConnectionException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One message through a broker and back: a connection with its own client id, a subscription, a
 * message that is not retained, and its arrival.
 */
public sealed interface RoundTrip {
  /**
   * It came back.
   *
   * @param took from the message's leaving to its arrival
   */
  record Back(Duration took) implements RoundTrip {}

  /** It did not. */
  record Failed(Reason reason, String text) implements RoundTrip {}

  /** How it failed. */
  enum Reason {
    /** Nobody takes the connection. */
    REFUSED,
    /** The connection is taken and nothing is said. */
    NO_ANSWER,
    /** Wrong name, wrong password, or not allowed to. */
    CREDENTIALS,
    /** Connected and subscribed, and the message did not come. */
    NO_ROUND_TRIP;

    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Makes one. Succeeds with what came of it, within the time-out.
   *
   * @param clientId another connection under the same id would end this one
   * @param topic on which nobody else writes
   */
  static Future<RoundTrip> of(
      Vertx vertx, Broker broker, String clientId, String topic, Duration timeout) {
    Session session = new Session(vertx, broker, clientId);
    long began = System.nanoTime();
    return session
        .open(timeout)
        .transform(
            opened ->
                opened.succeeded()
                    ? sent(session, topic, clientId + " " + began, left(timeout, began))
                    : Future.succeededFuture(unopened(broker, opened.cause())))
        .onComplete(done -> session.close());
  }

  private static Duration left(Duration timeout, long began) {
    Duration left = timeout.minusNanos(System.nanoTime() - began);
    return left.compareTo(Duration.ofMillis(50)) < 0 ? Duration.ofMillis(50) : left;
  }

  private static Future<RoundTrip> sent(
      Session session, String topic, String text, Duration timeout) {
    Promise<Void> arrived = Promise.promise();
    session
        .client()
        .publishHandler(
            message -> {
              if (message.payload().toString().equals(text)) {
                arrived.tryComplete();
              }
            })
        .closeHandler(closed -> arrived.tryFail("the broker closed the connection"));
    long[] left = {System.nanoTime()};
    return session
        .client()
        .subscribe(topic, MqttQoS.AT_MOST_ONCE.value())
        .compose(
            subscribed -> {
              left[0] = System.nanoTime();
              return session
                  .client()
                  .publish(topic, Buffer.buffer(text), MqttQoS.AT_MOST_ONCE, false, false);
            })
        .compose(published -> arrived.future())
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .<RoundTrip>map(back -> new Back(Duration.ofNanos(System.nanoTime() - left[0])))
        .otherwise(failure -> new Failed(Reason.NO_ROUND_TRIP, "no round trip: " + text(failure)));
  }

  private static RoundTrip unopened(Broker broker, Throwable failure) {
    if (failure instanceof MqttConnectionException refused) {
      boolean credentials = isAboutCredentials(refused.code());
      return new Failed(
          credentials ? Reason.CREDENTIALS : Reason.REFUSED,
          "%s refuses the connection: %s".formatted(broker, words(refused.code())));
    }
    boolean nobody =
        failure instanceof ConnectException || failure.getCause() instanceof ConnectException;
    return nobody
        ? new Failed(Reason.REFUSED, "%s: connection refused".formatted(broker))
        : new Failed(Reason.NO_ANSWER, "%s does not answer: %s".formatted(broker, text(failure)));
  }

  /** MQTT 3.1.1, 3.2.2.3. */
  private static boolean isAboutCredentials(MqttConnectReturnCode code) {
    return code == MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD
        || code == MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED;
  }

  private static String words(MqttConnectReturnCode code) {
    return code.name()
        .replaceFirst("^CONNECTION_REFUSED_", "")
        .toLowerCase(java.util.Locale.ROOT)
        .replace('_', ' ');
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}
