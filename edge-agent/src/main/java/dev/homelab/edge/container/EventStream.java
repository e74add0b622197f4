package dev.homelab.edge.container;

import dev.homelab.supervision.Backoff;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An engine's pushed events, connected anew with back-off for as long as it is wanted. */
final class EventStream implements ContainerEngine.Subscription {
  private static final Backoff PAUSES = Backoff.of(Duration.ofMillis(200), Duration.ofSeconds(30));

  private final Vertx vertx;
  private final SocketHttp http;
  private final Supplier<Future<String>> uri;
  private final Function<Map<String, Object>, Stream<ContainerEvent>> reading;
  private final Handler<ContainerEvent> handler;
  private @Nullable Runnable hangUp;
  private Backoff backoff = PAUSES;
  private boolean cancelled;

  EventStream(
      Vertx vertx,
      SocketHttp http,
      Supplier<Future<String>> uri,
      Function<Map<String, Object>, Stream<ContainerEvent>> reading,
      Handler<ContainerEvent> handler) {
    this.vertx = vertx;
    this.http = http;
    this.uri = uri;
    this.reading = reading;
    this.handler = handler;
  }

  EventStream open() {
    connect();
    return this;
  }

  private void connect() {
    if (cancelled) {
      return;
    }
    JsonLines lines = new JsonLines(json -> reading.apply(json).forEach(handler::handle));
    uri.get().compose(path -> http.listen(path, lines, this::opened)).onComplete(end -> lost());
  }

  private void opened(Runnable close) {
    hangUp = close;
    if (cancelled) {
      close.run();
      return;
    }
    backoff = PAUSES;
    handler.handle(ContainerEvent.connected());
  }

  private void lost() {
    if (cancelled) {
      return;
    }
    if (hangUp != null) {
      hangUp = null;
      handler.handle(ContainerEvent.lost());
    }
    backoff = backoff.failed();
    vertx.setTimer(backoff.delay(ThreadLocalRandom.current()).toMillis(), timer -> connect());
  }

  @Override
  public void cancel() {
    cancelled = true;
    if (hangUp != null) {
      hangUp.run();
    }
  }
}
