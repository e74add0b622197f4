package dev.homelab.edge.tailscale;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.edge.container.SocketHttp;
import dev.homelab.edge.container.SocketHttp.Ask;
import dev.homelab.event.EventJson;
import dev.homelab.supervision.Backoff;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A tailscaled on its Unix socket. Source: Tailscale's LocalAPI as version 1.90 answers it; any
 * local user may read.
 */
public final class LocalApi {
  /** The daemon refuses any other Host. */
  private static final String HOST = "local-tailscaled.sock";

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 256 * 1024;

  /** The initial state, the initial health, and spam held back: 2, 128 and 256. */
  private static final int MASK = 2 | 128 | 256;

  private static final Backoff PAUSES = Backoff.of(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final Vertx vertx;
  private final SocketHttp http;

  public LocalApi(Vertx vertx, Path socket) {
    this.vertx = vertx;
    SocketHttp.Target target =
        new SocketHttp.Target(SocketAddress.domainSocketAddress(socket.toString()), HOST, Map.of());
    this.http = new SocketHttp(vertx, () -> target);
  }

  /** Succeeds with the daemon's status without its peers; fails where it gives none in 5 s. */
  public Future<TailscaleStatus> status() {
    return http.ask(Ask.get("/localapi/v0/status?peers=false", TIMEOUT, MAX_BYTES))
        .map(LocalApi::read);
  }

  private static TailscaleStatus read(SocketHttp.Answer answer) {
    if (answer.status() != 200) {
      throw new IllegalStateException("tailscaled answers with status " + answer.status());
    }
    try {
      byte[] body = answer.body().getBytes();
      return TailscaleStatus.read(EventJson.parse(body, 0, body.length));
    } catch (JsonProcessingException malformed) {
      throw new IllegalStateException("tailscaled answers no JSON");
    }
  }

  /**
   * Says so whenever the daemon's bus has something to tell, for as long as that is wanted; what it
   * tells is not read, since the status says all of it.
   *
   * @return ends it
   */
  public Runnable listen(Runnable news) {
    Bus bus = new Bus(news);
    bus.connect();
    return bus::end;
  }

  private final class Bus {
    private final Runnable news;
    private Runnable hangUp = () -> {};
    private Backoff backoff = PAUSES;
    private boolean ended;

    Bus(Runnable news) {
      this.news = news;
    }

    void connect() {
      if (ended) {
        return;
      }
      http.listen(
              "/localapi/v0/watch-ipn-bus?mask=" + MASK,
              chunk -> news.run(),
              opened -> {
                hangUp = opened;
                backoff = PAUSES;
              })
          .onComplete(over -> lost());
    }

    private void lost() {
      if (!ended) {
        news.run();
        backoff = backoff.failed();
        vertx.setTimer(backoff.delay(ThreadLocalRandom.current()).toMillis(), due -> connect());
      }
    }

    void end() {
      ended = true;
      hangUp.run();
    }
  }

  public Future<Void> close() {
    return http.close();
  }
}
