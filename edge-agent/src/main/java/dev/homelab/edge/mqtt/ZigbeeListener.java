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

  /** After the word that the bridge is online those of its devices are there within this time. */
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
    if (!ended) {
      broker.get().onSuccess(this::open).onFailure(nowhere -> retry());
    }
  }

  private void open(Broker at) {
    if (ended) {
      return;
    }
    Session next = new Session(vertx, at, clientId);
    session = next;
    next.client()
        .publishHandler(
            message -> {
              if (next == session && message.topicName().startsWith(base + "/")) {
                heard(
                    message.topicName().substring(base.length() + 1), message.payload().getBytes());
              }
            })
        .closeHandler(closed -> broken(next));
    next.open(TIMEOUT)
        .compose(opened -> subscribe(next))
        .onSuccess(subscribed -> connected(next))
        .onFailure(failed -> broken(next));
  }

  private Future<Integer> subscribe(Session to) {
    int once = MqttQoS.AT_MOST_ONCE.value();
    return to.client()
        .subscribe(
            Map.of(
                base + "/bridge/state", once,
                base + "/+/availability", once,
                base + "/+/+/availability", once));
  }

  private void connected(Session which) {
    if (which == session) {
      connected = true;
      backoff = PAUSES;
      news.run();
    }
  }

  /** It tells of its bridge first, and of the devices right after. */
  private void heard(String topic, byte[] payload) {
    boolean before = state.bridge().orElse(false);
    state = state.with(topic, payload, clock.now());
    if (!state.settled() && !before && state.bridge().orElse(false)) {
      vertx.cancelTimer(settling);
      settling = vertx.setTimer(SETTLED.toMillis(), due -> settle());
    }
    news.run();
  }

  private void settle() {
    state = state.settle();
    news.run();
  }

  /** Its end is told more than once, and also where this side has ended it. */
  private void broken(Session which) {
    if (which != session) {
      return;
    }
    session = null;
    connected = false;
    vertx.cancelTimer(settling);
    state = state.afterBreak();
    which.close();
    if (!ended) {
      news.run();
    }
    retry();
  }

  private void retry() {
    if (!ended) {
      backoff = backoff.failed();
      vertx.setTimer(backoff.delay(ThreadLocalRandom.current()).toMillis(), due -> connect());
    }
  }

  @Override
  public void close() {
    ended = true;
    Session open = session;
    if (open != null) {
      broken(open);
    }
  }
}
