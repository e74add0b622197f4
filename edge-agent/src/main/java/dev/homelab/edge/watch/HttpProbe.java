package dev.homelab.edge.watch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Well where a URL answers with 2xx or 3xx; the body is not read. */
final class HttpProbe implements Probe {
  private final HttpClient client;
  private final String url;
  private final Duration timeout;

  HttpProbe(HttpClient client, String url, Duration timeout) {
    this.client = client;
    this.url = url;
    this.timeout = timeout;
  }

  /** One for all probes. Whether a certificate is good is not asked: only whether it answers. */
  static HttpClient client(Vertx vertx) {
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setTrustAll(true)
            .setVerifyHost(false)
            .setKeepAlive(false)
            .setConnectTimeout(10_000),
        // Nothing is kept open, so that nothing need be looked for that has been open too long.
        new PoolOptions().setHttp1MaxSize(4).setCleanerPeriod(0));
  }

  @Override
  public Future<Health> ask() {
    long millis = timeout.toMillis();
    return client
        .request(new RequestOptions().setAbsoluteURI(url).setIdleTimeout(millis))
        .compose(request -> answered(request, millis))
        .timeout(millis, TimeUnit.MILLISECONDS)
        .recover(failure -> Future.succeededFuture(new Health.Ill(url + ": " + text(failure))));
  }

  /** Its status says all; the reset that spares the body is no news to anyone. */
  private Future<Health> answered(HttpClientRequest request, long millis) {
    return request
        .send()
        .timeout(millis, TimeUnit.MILLISECONDS)
        .map(response -> verdict(response.exceptionHandler(cut -> {}).statusCode()))
        .onComplete(done -> request.reset());
  }

  private Health verdict(int status) {
    return status >= 200 && status < 400
        ? new Health.Well()
        : new Health.Ill("%s answers with status %d".formatted(url, status));
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}
