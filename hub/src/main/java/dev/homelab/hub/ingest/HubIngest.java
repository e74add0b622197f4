package dev.homelab.hub.ingest;

import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.NodeId;
import dev.homelab.supervision.Part;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.Poll;
import dev.homelab.sync.SignedPoll;
import dev.homelab.sync.ingest.Ingest;
import dev.homelab.sync.ingest.IngestHost;
import dev.homelab.sync.ingest.IngestSettings;
import dev.homelab.sync.ingest.NodeLink;
import dev.homelab.web.Connections;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** An {@link Ingest} with the hub around it; each start makes a new one. */
public final class HubIngest implements IngestHost, Part {
  /** The observer, who folds what comes and watches who is there. */
  public interface Observer {
    /** As it is folded; from any thread. */
    World world();

    /** A day of a node's log has grown to this length, durably. On a worker. */
    void grown(NodeId node, LocalDate day, long length);

    /** A day's copy stands as this generation now, or nowhere. On a worker. */
    void closed(NodeId node, LocalDate day, OptionalInt generation);

    void polled(NodeId node, Poll poll);

    void caughtUp(NodeId node, boolean caughtUp);

    /** Of the hub's copies; the process has to start again (RULES L6). On a worker. */
    void syncFailed(NodeId node, IOException cause);
  }

  /** Dispatch, who has documents for nodes. */
  public interface Documents {
    /** Says which documents wait; empty when none do. Must not block. */
    String waiting(NodeId node, Poll poll);

    /** Succeeds with the documents when it is durable that they may be delivered (RULES A5). */
    Future<Delivery> deliver(NodeId node, Poll poll);
  }

  /** What the inventory says, as it stands at each moment. */
  public interface Sites {
    Optional<String> siteOf(NodeId node);

    Optional<NodeId> gatewayOf(String site);

    Duration holdOf(NodeId node);
  }

  /**
   * What the hub gives to its ingest.
   *
   * @param self the hub's own node, whose log is under the same root (RULES Y10)
   * @param connections of the hub's server
   * @param retention how long the hub keeps days
   * @param events of the hub's own log, for what is to be told of other nodes' logs
   */
  public record Parts(
      Ingest.Root root,
      NodeId self,
      Connections connections,
      InstantSource clock,
      Duration retention,
      EventQueue events) {}

  private final Vertx vertx;
  private final Parts parts;
  private final Observer observer;
  private final Documents documents;
  private final Sites sites;
  private final PassedPolls passed;
  private volatile @Nullable Running running;

  private record Running(Ingest ingest, Router routes) {}

  public HubIngest(Vertx vertx, Parts parts, Observer observer, Documents documents, Sites sites) {
    this.vertx = vertx;
    this.parts = parts;
    this.observer = observer;
    this.documents = documents;
    this.sites = sites;
    this.passed = new PassedPolls(documents);
  }

  /** Nodes are answered here; with 503 while the ingest does not run. */
  public void mount(Router router) {
    router.route().handler(this::route);
  }

  private void route(RoutingContext request) {
    Running now = running;
    if (!request.request().path().startsWith("/sync/")) {
      request.next();
    } else if (now == null) {
      request.fail(503);
    } else {
      now.routes().handleContext(request);
    }
  }

  @Override
  public String name() {
    return "ingest";
  }

  /** Succeeds when nodes may come; fails when the root can't be read or written. */
  @Override
  public Future<Void> start() {
    Context context = vertx.getOrCreateContext();
    return context
        .executeBlocking(
            () ->
                Ingest.open(
                    context,
                    parts.root(),
                    IngestSettings.of(parts.self()),
                    parts.connections(),
                    this,
                    parts.clock()))
        .onSuccess(
            ingest -> {
              Router routes = Router.router(vertx);
              ingest.mount(routes);
              ingest.start();
              running = new Running(ingest, routes);
            })
        .mapEmpty();
  }

  /** One node's bad request is no reason to cut the others off. */
  @Override
  public boolean outlivesExceptions() {
    return true;
  }

  @Override
  public Future<Void> stop() {
    Running ended = running;
    running = null;
    return ended == null
        ? Future.succeededFuture()
        : vertx.executeBlocking(
            () -> {
              ended.ingest().close();
              return null;
            });
  }

  /** How things stand with every node that has been heard since the ingest was started. */
  public List<NodeLink> links() {
    Running now = running;
    return now == null ? List.of() : now.ingest().links();
  }

  /** How things stand with a node; empty while the ingest does not run. */
  public Optional<NodeLink> link(NodeId node) {
    return Optional.ofNullable(running).map(now -> now.ingest().link(node));
  }

  /** Documents wait for a node: its poll is answered at once. From any thread. */
  public void wake(NodeId node) {
    Running now = running;
    if (now != null) {
      now.ingest().wake(node);
    }
  }

  /** The observer has folded days of a node's log up to these lengths. From any thread. */
  public void folded(NodeId node, Map<LocalDate, Long> lengths) {
    Running now = running;
    if (now != null) {
      now.ingest().folded(node, lengths);
    }
  }

  /**
   * A person decided that a node's log is to be taken again (RULES Y4).
   *
   * <p>Succeeds when that is durable, with whether it was refused; fails when the ingest does not
   * run.
   */
  public Future<Boolean> readmit(NodeId node) {
    Running now = running;
    return now == null
        ? Future.failedFuture("the ingest does not run")
        : now.ingest().readmit(node);
  }

  @Override
  public Told told(NodeId node) {
    return ToldBefore.about(node, observer.world());
  }

  /** Offered to the log until it takes it: nobody else would tell. */
  @Override
  public void report(Event event) {
    parts.events().add(event);
  }

  @Override
  public void grown(NodeId node, LocalDate day, long length) {
    observer.grown(node, day, length);
  }

  @Override
  public void closed(NodeId node, LocalDate day, OptionalInt generation) {
    observer.closed(node, day, generation);
  }

  @Override
  public void polled(NodeId node, SignedPoll poll) {
    observer.polled(node, poll.poll());
  }

  @Override
  public void caughtUp(NodeId node, boolean caughtUp) {
    observer.caughtUp(node, caughtUp);
  }

  @Override
  public void syncFailed(NodeId node, IOException cause) {
    observer.syncFailed(node, cause);
  }

  @Override
  public String waiting(NodeId node, Poll poll) {
    return documents.waiting(node, poll) + passed.waiting(poll);
  }

  @Override
  public Future<Delivery> deliver(NodeId node, Poll poll) {
    Running now = running;
    Future<Delivery> own = documents.deliver(node, poll);
    return now == null || poll.content().passed().isEmpty()
        ? own
        : own.compose(delivery -> passed.answers(poll, now.ingest()).map(delivery::withPassed));
  }

  @Override
  public Optional<NodeId> gatewayOf(String site) {
    return sites.gatewayOf(site);
  }

  @Override
  public Optional<String> siteOf(NodeId node) {
    return sites.siteOf(node);
  }

  @Override
  public Duration holdOf(NodeId node) {
    return sites.holdOf(node);
  }

  @Override
  public LocalDate floor() {
    return LocalDate.ofInstant(parts.clock().instant().minus(parts.retention()), ZoneOffset.UTC);
  }

  @Override
  public Duration hubAge() {
    return Duration.ZERO;
  }

  @Override
  public Optional<String> delegation() {
    return Optional.empty();
  }
}
