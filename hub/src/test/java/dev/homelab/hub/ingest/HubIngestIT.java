package dev.homelab.hub.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.Greeting;
import dev.homelab.sync.KeyFile;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.Poll;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.ingest.Ingest;
import dev.homelab.web.Connections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub's ingest on a real server. */
class HubIngestIT {
  private static final class Nobody
      implements HubIngest.Observer, HubIngest.Documents, HubIngest.Sites {
    @Override
    public void grown(NodeId node, LocalDate day, long length) {}

    @Override
    public void closed(NodeId node, LocalDate day, OptionalInt generation) {}

    @Override
    public void polled(NodeId node, Poll poll) {}

    @Override
    public void caughtUp(NodeId node, boolean caughtUp) {}

    @Override
    public void syncFailed(NodeId node, IOException cause) {}

    @Override
    public String waiting(NodeId node, Poll poll) {
      return "";
    }

    @Override
    public Future<Delivery> deliver(NodeId node, Poll poll) {
      return Future.succeededFuture(Delivery.NOTHING);
    }

    @Override
    public Optional<String> siteOf(NodeId node) {
      return Optional.empty();
    }

    @Override
    public Optional<NodeId> gatewayOf(String site) {
      return Optional.empty();
    }
  }

  @TempDir Path root;

  @Test
  @DisplayName("Y10 Y11 the hub greets with its key and the hash of its root's nonce")
  void greets() throws Exception {
    Vertx vertx = Vertx.vertx();
    SigningKey key = KeyFile.loadOrCreate(root, "hub");
    FileDisk disk = new FileDisk();
    HubIngest.Parts parts =
        new HubIngest.Parts(
            new Ingest.Root(disk, root, NodeRegistry.open(disk, root), key),
            new NodeId("vps"),
            new Connections(),
            InstantSource.system(),
            Duration.ofDays(365),
            _ -> Future.succeededFuture());
    Router router = Router.router(vertx);
    Nobody nobody = new Nobody();
    HubIngest ingest = new HubIngest(vertx, parts, nobody, nobody, nobody);
    ingest.mount(router);
    ingest.start().await(10, TimeUnit.SECONDS);
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    String challenge = "0123456789abcdef";
    URI uri =
        URI.create(
            "http://127.0.0.1:" + server.actualPort() + "/sync/v1/hello?challenge=" + challenge);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      Greeting greeting =
          Greeting.check(
              answer.body(),
              answer.headers().firstValue("Homelab-Signature").orElseThrow(),
              challenge,
              key.verifyKey().fingerprint());
      assertThat(greeting.rootHash()).hasSize(64);
    }
    server.close().await(10, TimeUnit.SECONDS);
    ingest.stop().await(10, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
  }
}
