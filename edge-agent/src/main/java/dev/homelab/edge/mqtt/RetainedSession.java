package dev.homelab.edge.mqtt;

import dev.homelab.supervision.Backoff;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lasting connection to a broker that keeps what it is told. Its presence is retained, too, and
 * by the broker's last will its absence.
 */
public final class RetainedSession {
  private static final System.Logger LOG = System.getLogger(RetainedSession.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Backoff PAUSES = Backoff.of(Duration.ofSeconds(2), Duration.ofMinutes(2));

  private final Vertx vertx;
  private final Supplier<Future<Optional<Broker>>> broker;
  private final String clientId;
  private final Presence presence;
  private final String heard;
  private final Runnable fresh;
  private @Nullable Session session;
  private Backoff backoff = PAUSES;
  private boolean open;
  private boolean none;
  private boolean wanted;
  private boolean waiting;

  /** Where the broker says whether it is there, and in which words. */
  public record Presence(String topic, String here, String gone) {}

  /**
   * @param broker asked before each connection; empty where there is none now
   * @param heard a topic on which each message asks for all to be told again
   * @param fresh called when nothing is known to stand at the broker
   */
  public RetainedSession(
      Vertx vertx,
      Supplier<Future<Optional<Broker>>> broker,
      String clientId,
      Presence presence,
      String heard,
      Runnable fresh) {
    this.vertx = vertx;
    this.broker = broker;
    this.clientId = clientId;
    this.presence = presence;
    this.heard = heard;
    this.fresh = fresh;
  }

  /** Connects, and again after each loss. */
  public void open() {
    wanted = true;
    connect();
  }

  public boolean isOpen() {
    return open;
  }

  /** Whether there was no broker when that was asked last. */
  public boolean hasNoBroker() {
    return none;
  }

  private void connect() {
    if (!wanted) {
      return;
    }
    broker
        .get()
        .compose(
            at -> {
              none = at.isEmpty();
              return at.map(this::begin)
                  .orElseGet(() -> Future.failedFuture("the site has no broker"));
            })
        .onSuccess(
            begun -> {
              open = true;
              backoff = PAUSES;
              retain(presence.topic(), presence.here());
              fresh.run();
            })
        .onFailure(this::lost);
  }

  private Future<Integer> begin(Broker at) {
    Session next = new Session(vertx, at, clientId, presence);
    session = next;
    next.client()
        .publishHandler(message -> fresh.run())
        .closeHandler(closed -> lost(new IllegalStateException("the broker hung up")));
    return next.open(TIMEOUT)
        .compose(opened -> next.client().subscribe(heard, MqttQoS.AT_MOST_ONCE.value()));
  }

  private void lost(Throwable why) {
    Session gone = session;
    session = null;
    open = false;
    if (gone != null) {
      LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", clientId, why);
      gone.close();
    }
    if (wanted && !waiting) {
      waiting = true;
      backoff = backoff.failed();
      vertx.setTimer(
          backoff.delay(ThreadLocalRandom.current()).toMillis(),
          due -> {
            waiting = false;
            connect();
          });
    }
  }

  /** Tells the broker something to keep; lost where there is no connection. */
  public void retain(String topic, String text) {
    Session now = session;
    if (open && now != null) {
      now.client()
          .publish(topic, Buffer.buffer(text), MqttQoS.AT_LEAST_ONCE, false, true)
          .onFailure(this::lost);
    }
  }

  /** Says that it is gone, and goes; succeeds when both are done, or can't be. */
  public Future<Void> close() {
    wanted = false;
    Session last = session;
    boolean was = open;
    session = null;
    open = false;
    if (last == null) {
      return Future.succeededFuture();
    }
    Future<Integer> told =
        was
            ? last.client()
                .publish(
                    presence.topic(),
                    Buffer.buffer(presence.gone()),
                    MqttQoS.AT_LEAST_ONCE,
                    false,
                    true)
            : Future.succeededFuture(0);
    return told.transform(
        done -> {
          last.close();
          return Future.succeededFuture();
        });
  }
}
