package dev.homelab.edge.homeassistant;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.time.Duration;

/** Where one Home Assistant answers: the address that a person would open in a browser. */
record Address(String host, int port, boolean tls, String path) {

  /** Throws IllegalArgumentException where it is no http(s) address. */
  static Address of(String url) {
    URI uri = URI.create(url);
    boolean tls = "https".equals(uri.getScheme());
    if (uri.getHost() == null || (!tls && !"http".equals(uri.getScheme()))) {
      throw new IllegalArgumentException(
          "url \"%s\": must be http://HOST:PORT or https://HOST".formatted(url));
    }
    int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
    String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("/+$", "");
    return new Address(uri.getHost(), port, tls, path);
  }

  WebSocketConnectOptions socket(Duration timeout) {
    WebSocketConnectOptions options = new WebSocketConnectOptions();
    options.setHost(host).setPort(port).setSsl(tls).setURI(path + "/api/websocket");
    return options.setTimeout(timeout.toMillis());
  }

  RequestOptions get(String uri, String token, Duration timeout) {
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setHost(host)
        .setPort(port)
        .setSsl(tls)
        .setURI(path + uri)
        .setConnectTimeout(timeout.toMillis())
        .setIdleTimeout(timeout.toMillis())
        .putHeader("Authorization", "Bearer " + token);
  }
}
