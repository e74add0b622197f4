package dev.homelab.edge.container;

import dev.homelab.edge.container.EngineException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP client of one local server (a Unix socket or a loopback port) that trusts it with
 * nothing: each exchange has one deadline over all of it and a bound for the body.
 */
public final class SocketHttp {
  /** Stands in no Host header, where a socket has no port. */
  private static final int HTTP_PORT = 80;

  private final Vertx vertx;
  private final HttpClient client;
  private final Supplier<Target> target;

  /**
   * Where to connect and what to send along each time.
   *
   * @param host for the header of that name; some servers insist on one
   */
  public record Target(SocketAddress address, String host, Map<String, String> headers) {
    Target(SocketAddress address, Map<String, String> headers) {
      this(address, "localhost", headers);
    }
  }

  /** What to ask. */
  public record Ask(
      HttpMethod method, String uri, @Nullable Buffer body, Duration timeout, int maxBytes) {
    public static Ask get(String uri, Duration timeout, int maxBytes) {
      return new Ask(HttpMethod.GET, uri, null, timeout, maxBytes);
    }

    static Ask post(String uri, @Nullable Buffer body, Duration timeout) {
      return new Ask(HttpMethod.POST, uri, body, timeout, 1 << 20);
    }
  }

  /** What came back. */
  public record Answer(int status, Buffer body) {}

  /**
   * Connects anew for each question: a Docker engine that goes down closes its socket first, but
   * goes on answering on older connections, and would show its containers as stopped one by one.
   */
  public SocketHttp(Vertx vertx, Supplier<Target> target) {
    this.vertx = vertx;
    this.target = target;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(3_000).setKeepAlive(false),
            new PoolOptions().setHttp1MaxSize(6).setMaxWaitQueueSize(256).setCleanerPeriod(10_000));
  }

  /** Succeeds with any whole answer; fails with an {@link EngineException} otherwise. */
  public Future<Answer> ask(Ask ask) {
    Buffer body = Buffer.buffer();
    return receive(ask, chunk -> append(body, chunk, ask.maxBytes()))
        .map(status -> new Answer(status, body));
  }

  private static void append(Buffer body, Buffer chunk, int maxBytes) {
    if (body.length() + chunk.length() > maxBytes) {
      throw new EngineException(
          Reason.BAD_ANSWER, "answer is longer than %d B".formatted(maxBytes));
    }
    body.appendBuffer(chunk);
  }

  /**
   * Hands the body over piece by piece; succeeds with the status when it has ended, fails when the
   * handler throws, the time is over or the connection breaks.
   */
  Future<Integer> receive(Ask ask, Handler<Buffer> chunks) {
    Promise<Integer> done = Promise.promise();
    Exchange exchange = new Exchange(done);
    long timer =
        vertx.setTimer(
            Math.max(1, ask.timeout().toMillis()),
            id ->
                exchange.fail(
                    new EngineException(
                        Reason.TIMED_OUT,
                        "no whole answer to %s within %d ms"
                            .formatted(path(ask.uri()), ask.timeout().toMillis()))));
    exchange.timer(timer);
    open(ask)
        .compose(
            request -> {
              exchange.request(request);
              Future<HttpClientResponse> response =
                  ask.body() == null ? request.send() : request.send(ask.body());
              return response.compose(got -> drain(got, chunks, exchange));
            })
        .onSuccess(exchange::succeed)
        .onFailure(exchange::fail);
    return done.future();
  }

  /** An answer that may go on for ever: handed over until it is cancelled or breaks. */
  public Future<Void> listen(String uri, Handler<Buffer> chunks, Handler<Runnable> opened) {
    Promise<Void> ended = Promise.promise();
    open(Ask.get(uri, Duration.ZERO, 0))
        .compose(
            request ->
                request
                    .send()
                    .compose(
                        response -> {
                          if (response.statusCode() != 200) {
                            response.exceptionHandler(cut -> {});
                            request.reset();
                            return Future.failedFuture(
                                new EngineException(
                                    Reason.BAD_ANSWER, "status " + response.statusCode()));
                          }
                          response.handler(
                              chunk -> {
                                try {
                                  chunks.handle(chunk);
                                } catch (RuntimeException unreadable) {
                                  ended.tryFail(unreadable);
                                  request.reset();
                                }
                              });
                          opened.handle(() -> request.reset());
                          return response.end();
                        }))
        .onSuccess(nothing -> ended.tryComplete())
        .onFailure(failure -> ended.tryFail(asEngine(failure)));
    return ended.future();
  }

  public Future<Void> close() {
    return client.close();
  }

  private Future<HttpClientRequest> open(Ask ask) {
    Target to;
    try {
      to = target.get();
    } catch (RuntimeException nowhere) {
      return Future.failedFuture(nowhere);
    }
    RequestOptions options =
        new RequestOptions()
            .setServer(to.address())
            .setHost(to.host())
            .setPort(to.address().port() > 0 ? to.address().port() : HTTP_PORT)
            .setMethod(ask.method())
            .setURI(ask.uri());
    to.headers().forEach(options::putHeader);
    if (ask.body() != null) {
      options.putHeader("content-type", "application/json");
    }
    return client.request(options);
  }

  private static Future<Integer> drain(
      HttpClientResponse response, Handler<Buffer> chunks, Exchange exchange) {
    response.handler(
        chunk -> {
          try {
            chunks.handle(chunk);
          } catch (RuntimeException unwanted) {
            exchange.fail(unwanted);
          }
        });
    return response.end().map(nothing -> response.statusCode());
  }

  private static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  static EngineException asEngine(Throwable failure) {
    return switch (failure) {
      case EngineException known -> known;
      case IOException broken -> new EngineException(Reason.UNREACHABLE, text(broken));
      case VertxException closed -> new EngineException(Reason.UNREACHABLE, text(closed));
      default -> new EngineException(Reason.BAD_ANSWER, "no HTTP answer: " + text(failure));
    };
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  /** One request under its deadline: the first end holds, and a failure frees the connection. */
  private final class Exchange {
    private final Promise<Integer> done;
    private @Nullable HttpClientRequest request;
    private long timer = -1;

    Exchange(Promise<Integer> done) {
      this.done = done;
    }

    synchronized void timer(long id) {
      timer = id;
    }

    synchronized void request(HttpClientRequest sent) {
      request = sent;
      if (done.future().isComplete()) {
        sent.reset();
      }
    }

    synchronized void succeed(int status) {
      vertx.cancelTimer(timer);
      done.tryComplete(status);
    }

    synchronized void fail(Throwable failure) {
      vertx.cancelTimer(timer);
      if (done.tryFail(asEngine(failure)) && request != null) {
        request.reset();
      }
    }
  }
}
