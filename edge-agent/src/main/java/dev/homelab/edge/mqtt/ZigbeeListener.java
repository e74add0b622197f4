package dev.homelab.edge.mqtt;

import dev.homelab.clock.MomentClock;
import dev.homelab.supervision.Backoff;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Listens to what a Zigbee2MQTT tells its broker, for as long as it is wanted. */
public final class ZigbeeListener implements ZigbeeSource {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A broker tells what it keeps right after it was asked to. */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private static final Backoff PAUSES = Backoff.of(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final Vertx vertx;
  private final Supplier<Future<Broker>> broker;
  private final String clientId;
  private final String base;
  private final MomentClock clock;
  private @Nullable Session session;
  private ZigbeeState state = ZigbeeState.UNKNOWN;
  private Runnable news = () -> {};
  private Backoff backoff = PAUSES;
  private boolean connected;
  private long settling = -1;
  private boolean ended = true;

  /**
   * @param base topic under which it tells all, {@code zigbee2mqtt} as a rule
   */
  public ZigbeeListener(
      Vertx vertx,
      Supplier<Future<Broker>> broker,
      String clientId,
      String base,
      MomentClock clock) {
    this.vertx = vertx;
    this.broker = broker;
    this.clientId = clientId;
    this.base = base;
    this.clock = clock;
  }

  @Override
  public void listen(Runnable onNews) {
    news = onNews;
    ended = false;
    connect();
  }

  /** What is known; fails while the broker can't be heard. */
  @Override
  public Future<ZigbeeState> state() {
    return connected
        ? Future.succeededFuture(state)
        : Future.failedFuture("its broker is not connected");
  }

  private void connect() {
    if (ended) {
      return;
    }
    broker
        .get()
        .compose(this::open)
        .onSuccess(
            open -> {
              connected = true;
              backoff = PAUSES;
              settling = vertx.setTimer(SETTLED.toMillis(), due -> settle());
              news.run();
            })
        .onFailure(failed -> lost());
  }

  private void settle() {
    state = state.settled();
    news.run();
  }

  private Future<Integer> open(Broker at) {
    Session next = new Session(vertx, at, clientId);
    session = next;
    next.client()
        .publishHandler(
            message -> {
              String topic = message.topicName();
              if (topic.startsWith(base + "/")) {
                state =
                    state.with(
                        topic.substring(base.length() + 1),
                        message.payload().getBytes(),
                        clock.now());
                news.run();
              }
            })
        .closeHandler(closed -> lost());
    return next.open(TIMEOUT)
        .compose(
            opened -> {
              int once = MqttQoS.AT_MOST_ONCE.value();
              return next.client()
                  .subscribe(
                      Map.of(
                          base + "/bridge/state", once,
                          base + "/+/availability", once,
                          base + "/+/+/availability", once));
            });
  }

  private void lost() {
    Session gone = session;
    if (gone == null) {
      if (!ended) {
        retry();
      }
      return;
    }
    session = null;
    connected = false;
    vertx.cancelTimer(settling);
    state = state.afterBreak();
    gone.close();
    if (!ended) {
      news.run();
      retry();
    }
  }

  private void retry() {
    backoff = backoff.failed();
    vertx.setTimer(backoff.delay(ThreadLocalRandom.current()).toMillis(), due -> connect());
  }

  @Override
  public void close() {
    ended = true;
    lost();
  }
}
