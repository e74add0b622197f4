package dev.homelab.edge.uplink;

import dev.homelab.disk.Disk;
import dev.homelab.disk.FileDisk;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.EnrolmentToken;
import dev.homelab.sync.KeyFile;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.Poll;
import dev.homelab.sync.SignedPoll;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.ingest.Ingest;
import dev.homelab.sync.ingest.IngestHost;
import dev.homelab.sync.ingest.IngestSettings;
import dev.homelab.web.Connections;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** An ingest behind a real HTTP server, as a hub would have it, with all that it was told. */
final class TestHub implements IngestHost {
  final Path root;
  final SigningKey key;
  final NodeRegistry registry;
  final Ingest ingest;
  final int port;
  final List<Event> events = new CopyOnWriteArrayList<>();
  final List<Poll> polls = new CopyOnWriteArrayList<>();
  final Map<NodeId, Delivery> deliveries = new ConcurrentHashMap<>();
  final Map<NodeId, Boolean> caughtUp = new ConcurrentHashMap<>();
  final Map<NodeId, Told> told = new ConcurrentHashMap<>();
  final Map<NodeId, String> sites = new ConcurrentHashMap<>();
  volatile Duration hold = Duration.ofMinutes(1);

  /** Whether it asks everybody to come later, and what was asked meanwhile. */
  volatile boolean busy;

  final List<String> sentAway = new CopyOnWriteArrayList<>();
  volatile LocalDate floor = LocalDate.of(2020, 1, 1);
  volatile Optional<NodeId> gateway = Optional.empty();
  private final Connections connections = new Connections();
  private final HttpServer server;

  TestHub(Vertx vertx, Path root, int port) throws Exception {
    this(vertx, root, port, IngestSettings.of(new NodeId("vps")));
  }

  TestHub(Vertx vertx, Path root, int port, IngestSettings settings) throws Exception {
    this(vertx, root, port, settings, new FileDisk());
  }

  TestHub(Vertx vertx, Path root, int port, IngestSettings settings, Disk disk) throws Exception {
    this.root = root;
    this.key = KeyFile.loadOrCreate(root, "hub");
    this.registry = NodeRegistry.open(disk, root);
    Context context = vertx.getOrCreateContext();
    this.ingest =
        Ingest.open(
            context,
            new Ingest.Root(disk, root, registry, key),
            settings,
            connections,
            this,
            InstantSource.system());
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            request -> {
              if (busy) {
                sentAway.add(request.normalizedPath());
                var _ = request.response().setStatusCode(503).putHeader("Retry-After", "1").end();
              } else {
                request.next();
              }
            });
    ingest.mount(router);
    this.server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .connectionHandler(connections::opened)
            .requestHandler(router)
            .listen(port, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    this.port = server.actualPort();
    ingest.start();
  }

  Upstream upstream() {
    return new Upstream("hub", "127.0.0.1", port, key.verifyKey());
  }

  EnrolmentToken token(String node, String site) throws IOException {
    sites.put(new NodeId(node), site);
    return registry
        .issue(new NodeId(node), site, key.verifyKey(), InstantSource.system().instant())
        .orElseThrow();
  }

  void close() throws Exception {
    server.close().await(10, TimeUnit.SECONDS);
    ingest.close();
  }

  /** As after SIGKILL: nothing is written on the way out. */
  void kill() throws Exception {
    server.close().await(10, TimeUnit.SECONDS);
  }

  Path file(String node, LocalDate day) {
    return root.resolve("events/" + day + "/" + node + "/events.jsonl");
  }

  List<String> types() {
    return events.stream().map(Event::type).toList();
  }

  @Override
  public Told told(NodeId node) {
    return told.getOrDefault(node, Told.NOTHING);
  }

  @Override
  public void report(Event event) {
    events.add(event);
  }

  @Override
  public void grown(NodeId node, LocalDate day, long length) {
    ingest.folded(node, Map.of(day, length));
  }

  @Override
  public void closed(NodeId node, LocalDate day, OptionalInt generation) {}

  @Override
  public void polled(NodeId node, SignedPoll poll) {
    polls.add(poll.poll());
  }

  @Override
  public void caughtUp(NodeId node, boolean is) {
    caughtUp.put(node, is);
  }

  @Override
  public String waiting(NodeId node, Poll poll) {
    Delivery delivery = deliveries.get(node);
    return delivery == null ? "" : String.join(",", delivery.actions());
  }

  @Override
  public Future<Delivery> deliver(NodeId node, Poll poll) {
    return Future.succeededFuture(deliveries.getOrDefault(node, Delivery.NOTHING));
  }

  @Override
  public Optional<NodeId> gatewayOf(String site) {
    return gateway;
  }

  @Override
  public Optional<String> siteOf(NodeId node) {
    return Optional.ofNullable(sites.get(node));
  }

  @Override
  public Duration holdOf(NodeId node) {
    return hold;
  }

  @Override
  public LocalDate floor() {
    return floor;
  }

  @Override
  public Duration hubAge() {
    return Duration.ZERO;
  }

  @Override
  public Optional<String> delegation() {
    return Optional.empty();
  }

  @Override
  public void syncFailed(NodeId node, IOException cause) {
    throw new AssertionError("sync failed", cause);
  }
}
