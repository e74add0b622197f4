package dev.homelab.edge.uplink;

import dev.homelab.sync.EnrolmentRequest;
import dev.homelab.sync.EnrolmentToken;
import dev.homelab.sync.Greeting;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.Signed;
import dev.homelab.sync.SigningKey;
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

/** Makes a node known to a hub (RULES Y11). */
public final class Enroller {
  private Enroller() {}

  /**
   * Checks that the hub has the key that the token names, and only then sends the node's.
   *
   * <p>Succeeds with the hub's key, which the node is to keep; fails with the hub's reason when it
   * refuses, or when it is not the one that is meant.
   */
  public static Future<VerifyKey> enrol(
      Vertx vertx, String host, int port, EnrolmentToken token, SigningKey key) {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost(host)
                .setDefaultPort(port)
                .setConnectTimeout(10_000)
                .setIdleTimeout(20));
    String challenge = Nonces.random();
    return client
        .request(HttpMethod.GET, "/sync/v1/hello?challenge=" + challenge)
        .compose(HttpClientRequest::send)
        .compose(
            response -> response.body().map(body -> greeting(token, challenge, response, body)))
        .compose(hub -> enrol(client, token, key, hub))
        .eventually(client::close);
  }

  private static VerifyKey greeting(
      EnrolmentToken token, String challenge, HttpClientResponse response, Buffer body) {
    return Greeting.check(body.toString(), signature(response), challenge, token.hub()).key();
  }

  private static String signature(HttpClientResponse response) {
    String header = response.getHeader("Homelab-Signature");
    return header == null ? "" : header;
  }

  private static Future<VerifyKey> enrol(
      HttpClient client, EnrolmentToken token, SigningKey key, VerifyKey hub) {
    byte[] body = EnrolmentRequest.of(token, key).encode();
    return client
        .request(HttpMethod.POST, "/sync/v1/enrol")
        .compose(request -> request.send(Buffer.buffer(body)))
        .compose(
            response ->
                response.body().compose(answer -> accepted(response, answer.toString(), key, hub)));
  }

  private static Future<VerifyKey> accepted(
      HttpClientResponse response, String answer, SigningKey key, VerifyKey hub) {
    if (response.statusCode() != 200) {
      return Future.failedFuture(new IOException("the hub refused: " + answer));
    }
    String kind = "enrolled " + key.verifyKey().text();
    return new Signed(kind, answer, hub.fingerprint(), signature(response)).isBy(hub)
        ? Future.succeededFuture(hub)
        : Future.failedFuture(new IOException("the answer is not signed by the hub"));
  }
}
