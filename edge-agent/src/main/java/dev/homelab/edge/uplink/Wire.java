package dev.homelab.edge.uplink;

import dev.homelab.event.NodeId;
import dev.homelab.supervision.Worker;
import dev.homelab.sync.Nonce;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.RequestSignature;
import dev.homelab.sync.SigningKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Signed requests to one upstream, over two connections at most. Runs on one context. */
final class Wire {
  private static final int MAX_ANSWER_BYTES = 1024 * 1024;
  private static final Duration SOON = Duration.ofSeconds(1);

  /** An answer that came, whatever its status. */
  record Answer(
      int status, String body, String signature, Nonce nonce, Optional<Duration> retryAfter) {
    private Answer to(Nonce asked) {
      return new Answer(status, body, signature, asked, retryAfter);
    }

    /** When it asks to be asked again; empty where it does not say "not now". */
    Optional<Duration> notNow() {
      boolean is = status == 429 || status == 503;
      return is ? Optional.of(retryAfter.orElse(SOON)) : Optional.empty();
    }
  }

  private final Vertx vertx;
  private final Upstream upstream;
  private final NodeId self;
  private final SigningKey key;
  private final Nonces nonces;
  private final Optional<Path> cut;
  private final Worker work;
  private final HttpClient client;
  private final Set<HttpClientRequest> inFlight = new HashSet<>();

  Wire(
      Vertx vertx,
      Upstream upstream,
      NodeId self,
      SigningKey key,
      Nonces nonces,
      Optional<Path> cut,
      Worker work) {
    this.vertx = vertx;
    this.upstream = upstream;
    this.self = self;
    this.key = key;
    this.nonces = nonces;
    this.cut = cut;
    this.work = work;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost(upstream.host())
                .setDefaultPort(upstream.port())
                .setConnectTimeout(10_000)
                .setKeepAliveTimeout(0),
            new PoolOptions().setHttp1MaxSize(2));
  }

  /**
   * Posts a signed body.
   *
   * <p>Succeeds with the answer, also where it says no; fails when none came within the time.
   */
  Future<Answer> post(String path, byte[] body, Duration time) {
    Nonce nonce = nonces.next();
    RequestSignature.Request request = new RequestSignature.Request("POST", path, body);
    return work.run(
            () -> RequestSignature.sign(request, self, nonce, upstream.key().fingerprint(), key))
        .compose(signature -> send(HttpMethod.POST, path, body, signature, time))
        .map(answer -> answer.to(nonce));
  }

  Future<Answer> get(String path, Duration time) {
    return send(HttpMethod.GET, path, new byte[0], null, time);
  }

  private Future<Answer> send(
      HttpMethod method,
      String path,
      byte[] body,
      @Nullable RequestSignature signature,
      Duration time) {
    if (isCut()) {
      return Future.failedFuture(new IOException("the uplink is cut"));
    }
    Promise<Answer> answer = Promise.promise();
    client
        .request(method, path)
        .onFailure(answer::tryFail)
        .onSuccess(request -> send(request, body, signature, time, answer));
    return answer.future();
  }

  private void send(
      HttpClientRequest request,
      byte[] body,
      @Nullable RequestSignature signature,
      Duration time,
      Promise<Answer> answer) {
    inFlight.add(request);
    long timer =
        vertx.setTimer(
            time.toMillis(),
            _ -> {
              answer.tryFail(new IOException("no answer within " + time.toSeconds() + " s"));
              request.reset();
            });
    answer
        .future()
        .onComplete(
            _ -> {
              vertx.cancelTimer(timer);
              inFlight.remove(request);
            });
    if (signature != null) {
      request.putHeader(RequestSignature.KEY_HEADER, signature.key());
      request.putHeader(RequestSignature.NONCE_HEADER, signature.nonce().text());
      request.putHeader(RequestSignature.SIGNATURE_HEADER, signature.signature());
    }
    request
        .send(Buffer.buffer(body))
        .onFailure(answer::tryFail)
        .onSuccess(response -> receive(request, response, answer));
  }

  private static void receive(
      HttpClientRequest request, HttpClientResponse response, Promise<Answer> answer) {
    Buffer body = Buffer.buffer();
    response.exceptionHandler(answer::tryFail);
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > MAX_ANSWER_BYTES) {
            answer.tryFail(new IOException("the answer is longer than a MiB"));
            request.reset();
          } else {
            body.appendBuffer(chunk);
          }
        });
    response.endHandler(
        _ ->
            answer.tryComplete(
                new Answer(
                    response.statusCode(),
                    body.toString(),
                    header(response, RequestSignature.SIGNATURE_HEADER).orElse(""),
                    new Nonce("none", 0),
                    header(response, "Retry-After").flatMap(Wire::seconds))));
  }

  private static Optional<String> header(HttpClientResponse response, String name) {
    return Optional.ofNullable(response.getHeader(name));
  }

  /** Between a second and a minute; no upstream of ours says a date. */
  private static Optional<Duration> seconds(String text) {
    try {
      return Optional.of(Duration.ofSeconds(Math.clamp(Long.parseLong(text.strip()), 1, 60)));
    } catch (NumberFormatException notSeconds) {
      return Optional.empty();
    }
  }

  /** In a lab, ends what is in flight while the cut stands. */
  void honourCut() {
    if (isCut()) {
      abort();
    }
  }

  private boolean isCut() {
    return cut.isPresent() && Files.exists(cut.get());
  }

  void abort() {
    Set.copyOf(inFlight).forEach(HttpClientRequest::reset);
  }

  Future<Void> close() {
    abort();
    return client.close();
  }
}
