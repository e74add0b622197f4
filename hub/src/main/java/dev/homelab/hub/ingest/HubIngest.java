package dev.homelab.hub.ingest;

import dev.homelab.disk.Disk;
import dev.homelab.event.Event;
import dev.homelab.event.EventSink;
import dev.homelab.event.NodeId;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.Poll;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.ingest.Ingest;
import dev.homelab.sync.ingest.IngestHost;
import dev.homelab.sync.ingest.IngestSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** An {@link Ingest} with the hub around it. */
public final class HubIngest implements IngestHost {
  /** The observer, who folds what comes and watches who is there. */
  public interface Observer {
    /** A day of a node's log has grown to this length, durably. On a worker. */
    void grown(NodeId node, LocalDate day, long length);

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
  }

  /**
   * What the hub gives to its ingest.
   *
   * @param self the hub's own node, whose log is under the same root (RULES Y10)
   * @param retention how long the hub keeps days
   * @param log the hub's own, for events about other nodes' logs
   */
  public record Parts(
      Disk disk,
      Path root,
      NodeId self,
      NodeRegistry registry,
      SigningKey key,
      InstantSource clock,
      Duration retention,
      EventSink log) {}

  private final Parts parts;
  private final Observer observer;
  private final Documents documents;
  private final Sites sites;

  private HubIngest(Parts parts, Observer observer, Documents documents, Sites sites) {
    this.parts = parts;
    this.observer = observer;
    this.documents = documents;
    this.sites = sites;
  }

  /**
   * Opens the ingest and mounts it, on a context of the hub.
   *
   * <p>Succeeds when nodes may come; fails when the root can't be read or written.
   */
  public static Future<Ingest> start(
      Context context,
      Router router,
      Parts parts,
      Observer observer,
      Documents documents,
      Sites sites) {
    HubIngest host = new HubIngest(parts, observer, documents, sites);
    return context
        .executeBlocking(
            () ->
                Ingest.open(
                    context,
                    parts.disk(),
                    parts.root(),
                    IngestSettings.of(parts.self()),
                    parts.registry(),
                    parts.key(),
                    host,
                    parts.clock()))
        .onSuccess(
            ingest -> {
              ingest.mount(router);
              ingest.start();
            });
  }

  @Override
  public void report(Event event) {
    parts
        .log()
        .append(event)
        .onFailure(
            failed ->
                System.getLogger(HubIngest.class.getName())
                    .log(System.Logger.Level.WARNING, event.type() + " is not in the log", failed));
  }

  @Override
  public void grown(NodeId node, LocalDate day, long length) {
    observer.grown(node, day, length);
  }

  @Override
  public void polled(NodeId node, Poll poll) {
    observer.polled(node, poll);
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
    return documents.waiting(node, poll);
  }

  @Override
  public Future<Delivery> deliver(NodeId node, Poll poll) {
    return documents.deliver(node, poll);
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
  public LocalDate floor() {
    return LocalDate.ofInstant(parts.clock().instant().minus(parts.retention()), ZoneOffset.UTC);
  }

  @Override
  public Duration hubAge() {
    return Duration.ZERO;
  }
}
