package dev.homelab.edge.uplink;

import dev.homelab.event.NodeId;
import dev.homelab.supervision.Worker;
import dev.homelab.sync.Nonce;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.Parties;
import dev.homelab.sync.RequestMac;
import dev.homelab.sync.RequestProof;
import dev.homelab.sync.RequestSignature;
import dev.homelab.sync.SessionKey;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Signed requests to one upstream, over two connections at most. Runs on one context. */
final class Wire {
  private static final int MAX_ANSWER_BYTES = 1024 * 1024;
  private static final Duration SOON = Duration.ofSeconds(1);

  /**
   * An answer that came, whatever its status.
   *
   * @param signature of what steers a node; else empty
   * @param mac of what answers a batch; else empty
   * @param nonce of the request
   */
  record Answer(
      int status,
      String body,
      String signature,
      String mac,
      Nonce nonce,
      Optional<Duration> retryAfter) {
    private Answer to(Nonce asked) {
      return new Answer(status, body, signature, mac, asked, retryAfter);
    }

    /** When it asks to be asked again; empty where it does not say "not now". */
    Optional<Duration> notNow() {
      boolean is = status == 429 || status == 503;
      return is ? Optional.of(retryAfter.orElse(SOON)) : Optional.empty();
    }
  }

  private final Vertx vertx;
  private final Parties parties;
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
    this.parties = new Parties(self, key.verifyKey().fingerprint(), upstream.key().fingerprint());
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
            // A connection stays for as long as it works: there is nothing to clean.
            new PoolOptions().setHttp1MaxSize(2).setCleanerPeriod(0));
  }

  /** Who speaks to whom here. */
  Parties parties() {
    return parties;
  }

  /**
   * Posts a signed body.
   *
   * <p>Succeeds with the answer, also where it says no; fails when none came within the time.
   */
  Future<Answer> post(String path, byte[] body, Duration time) {
    return post(
        path,
        body,
        time,
        (request, nonce) ->
            RequestSignature.sign(request, parties.node(), nonce, parties.upstreamKey(), key));
  }

  /** Posts a body that a session proves; otherwise like the above. */
  Future<Answer> post(SessionKey session, String path, byte[] body, Duration time) {
    return post(path, body, time, (request, nonce) -> session.prove(request, parties, nonce));
  }

  private interface Proving {
    RequestProof prove(RequestSignature.Request request, Nonce nonce);
  }

  private Future<Answer> post(String path, byte[] body, Duration time, Proving proving) {
    Nonce nonce = nonces.next();
    RequestSignature.Request request = new RequestSignature.Request("POST", path, body);
    return work.run(() -> headers(proving.prove(request, nonce)))
        .compose(headers -> send(HttpMethod.POST, path, body, headers, time))
        .map(answer -> answer.to(nonce));
  }

  private static Map<String, String> headers(RequestProof proof) {
    Map<String, String> headers = new HashMap<>();
    headers.put(RequestSignature.KEY_HEADER, proof.key());
    headers.put(RequestSignature.NONCE_HEADER, proof.nonce().text());
    switch (proof) {
      case RequestSignature signature ->
          headers.put(RequestSignature.SIGNATURE_HEADER, signature.signature());
      case RequestMac mac -> {
        headers.put(RequestMac.SESSION_HEADER, mac.session());
        headers.put(RequestMac.MAC_HEADER, mac.mac());
      }
    }
    return headers;
  }

  Future<Answer> get(String path, Duration time) {
    return send(HttpMethod.GET, path, new byte[0], Map.of(), time);
  }

  private Future<Answer> send(
      HttpMethod method, String path, byte[] body, Map<String, String> headers, Duration time) {
    if (isCut()) {
      return Future.failedFuture(new IOException("the uplink is cut"));
    }
    Promise<Answer> answer = Promise.promise();
    client
        .request(method, path)
        .onFailure(answer::tryFail)
        .onSuccess(request -> send(request, body, headers, time, answer));
    return answer.future();
  }

  private void send(
      HttpClientRequest request,
      byte[] body,
      Map<String, String> headers,
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
    headers.forEach(request::putHeader);
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
                    header(response, RequestMac.MAC_HEADER).orElse(""),
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
