package dev.homelab.edge;

import dev.homelab.edge.alone.AloneSettings;
import dev.homelab.edge.host.HostRoot;
import dev.homelab.event.NodeId;
import dev.homelab.launch.Ending;
import dev.homelab.launch.FirstReading;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An agent of chelsty-infra without a hub and without an engine, on a root. */
final class LoneAgent implements AutoCloseable {
  final Path root;
  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  final AgentParts.Running running;
  private final Ending ending = new Ending();
  private final HttpClient http = HttpClient.newHttpClient();

  LoneAgent(Path root) throws Exception {
    this(root, AloneSettings.DEFAULT.after());
  }

  LoneAgent(Path root, Duration aloneAfter) throws Exception {
    this(
        arguments(
            root,
            Path.of("..").toAbsolutePath().normalize(),
            0,
            "lab:" + root.resolve("no-engine"),
            Optional.of("test"),
            aloneAfter));
  }

  /** As on a real node, whose engine and tailscaled do not run. */
  static LoneAgent onNode(Path root, Path repo, int port) throws Exception {
    return new LoneAgent(
        arguments(
            root,
            repo,
            port,
            "docker:" + root.resolve("no-docker.sock"),
            Optional.empty(),
            AloneSettings.DEFAULT.after()));
  }

  private static AgentArguments arguments(
      Path root, Path repo, int port, String engine, Optional<String> lab, Duration aloneAfter) {
    return new AgentArguments(
        NodeId.of("chelsty-infra"),
        root,
        repo,
        URI.create("http://127.0.0.1:1"),
        port,
        engine,
        HostRoot.SELF,
        root.resolve("no-tailscaled.sock"),
        lab,
        Optional.empty(),
        aloneAfter,
        false);
  }

  private LoneAgent(AgentArguments arguments) throws Exception {
    this.root = arguments.root();
    running =
        AgentParts.start(
                vertx,
                arguments,
                FirstReading.of(arguments.repo(), AgentParts.lastGood(arguments))
                    .reading()
                    .orElseThrow(),
                ending)
            .await(20, TimeUnit.SECONDS);
  }

  String token() throws IOException {
    return Files.readString(root.resolve("state/local-token")).strip();
  }

  /** With the local credential as a token. */
  HttpResponse<String> send(String method, String path, String body) throws Exception {
    return send(method, path, body, "Authorization", "Bearer " + token());
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(running.address() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    ending.run();
    vertx.close().await();
    http.close();
  }
}
