package dev.homelab.hub.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.Greeting;
import dev.homelab.sync.KeyFile;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.Poll;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.ingest.Ingest;
import dev.homelab.web.Connections;
import dev.homelab.world.World;
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
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub's ingest on a real server. */
class HubIngestIT {
  private static final class Nobody
      implements HubIngest.Observer, HubIngest.Documents, HubIngest.Sites {
    @Override
    public World world() {
      return World.EMPTY;
    }

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
    public Duration holdOf(NodeId node) {
      return Duration.ofMinutes(1);
    }

    @Override
    public Optional<NodeId> gatewayOf(String site) {
      return Optional.empty();
    }
  }

  @TempDir Path root;

  @Test
  @DisplayName("Y6 what a full disk refuses to note is offered again, and not lost")
  void refusedByTheLog() throws Exception {
    Vertx vertx = Vertx.vertx();
    List<Event> noted = new ArrayList<>();
    AtomicBoolean full = new AtomicBoolean(true);
    EventQueue events =
        new EventQueue(
            vertx,
            event -> {
              if (full.get()) {
                return Future.failedFuture("No space left on device");
              }
              noted.add(event);
              return Future.succeededFuture();
            });
    Nobody nobody = new Nobody();
    HubIngest ingest = new HubIngest(vertx, parts(events), nobody, nobody, nobody);
    Event refusal =
        Event.of(new NodeId("saturn"), "ingest", EventTypes.LOG_REFUSED, Severity.ERROR)
            .message("refused")
            .at(Instant.now());
    ingest.report(refusal);
    full.set(false);
    events.send();
    assertThat(noted).containsExactly(refusal);
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private HubIngest.Parts parts(EventQueue events) throws IOException {
    FileDisk disk = new FileDisk();
    return new HubIngest.Parts(
        new Ingest.Root(
            disk, root, NodeRegistry.open(disk, root), KeyFile.loadOrCreate(root, "hub")),
        new NodeId("vps"),
        new Connections(),
        InstantSource.system(),
        Duration.ofDays(365),
        events);
  }

  @Test
  @DisplayName("Y10 Y11 the hub greets with its key and the hash of its root's nonce")
  void greets() throws Exception {
    Vertx vertx = Vertx.vertx();
    SigningKey key = KeyFile.loadOrCreate(root, "hub");
    HubIngest.Parts parts = parts(new EventQueue(vertx, _ -> Future.succeededFuture()));
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
