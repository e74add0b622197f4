package dev.homelab.edge.site;

import dev.homelab.sync.Greeting;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.RequestSignature;
import dev.homelab.sync.VerifyKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Instant;

/** Asks whoever listens at the gateway's address by which delegation it is the gateway. */
final class Introduction {
  private static final int MOST_BYTES = 256 * 1024;

  private Introduction() {}

  /**
   * Succeeds with the delegation, a signed text: the hub's, and of the key that has signed the
   * greeting. Fails where nobody answers, and where no such one is shown.
   */
  static Future<String> ask(Vertx vertx, SiteAddress address, VerifyKey hub, Instant now) {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost(address.host())
                .setDefaultPort(address.port())
                .setConnectTimeout(10_000)
                .setIdleTimeout(20));
    String challenge = Nonces.random();
    return client
        .request(HttpMethod.GET, "/sync/v1/hello?challenge=" + challenge)
        .compose(HttpClientRequest::send)
        .compose(response -> body(response).map(body -> read(response, body, challenge, hub, now)))
        .compose(
            shown ->
                shown.isEmpty()
                    ? Future.failedFuture(new IOException("it shows no delegation that holds"))
                    : Future.succeededFuture(shown))
        .eventually(client::close);
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    String length = response.getHeader("Content-Length");
    return length != null && length.length() < 9 && Integer.parseInt(length) <= MOST_BYTES
        ? response.body()
        : Future.failedFuture(new IOException("the greeting is longer than it may be"));
  }

  private static String read(
      HttpClientResponse response, Buffer body, String challenge, VerifyKey hub, Instant now) {
    String signature = response.getHeader(RequestSignature.SIGNATURE_HEADER);
    return Greeting.introduction(
            body.toString(), signature == null ? "" : signature, challenge, hub, now)
        .orElse("");
  }
}
