package dev.homelab.sync.ingest;

import dev.homelab.disk.Disk;
import dev.homelab.event.NodeId;
import dev.homelab.supervision.Beat;
import dev.homelab.sync.CarriedLog;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.Membership;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.RootNonce;
import dev.homelab.sync.Signed;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.Versions;
import dev.homelab.sync.replica.CarriedCopy;
import dev.homelab.web.Connections;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The upstream's end of sync. {@link #open} on a worker, then {@link #start} and {@link #mount} on
 * the context of the HTTP server; {@link #close} stops it in order.
 */
public final class Ingest implements AutoCloseable {
  /** RULES W8, Y5. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Context context;
  private final ExecutorService pool;
  private final Copies copies;
  private final Nodes nodes;
  private final PollDesk polls;
  private final SyncRoutes routes;
  private final Monotonic time;
  private final Signer signer;
  private final AtomicBoolean saving = new AtomicBoolean();
  private volatile ServingTime serving;
  private long timer = -1;

  private Ingest(Vertx vertx, Context context, Parts parts, IngestHost host, InstantSource clock) {
    this.vertx = vertx;
    this.context = context;
    this.pool = parts.pool();
    this.time = parts.time();
    this.signer = parts.signer();
    Root root = parts.root();
    NodeLimits limits = parts.settings().limits();
    this.copies = new Copies(root.disk(), root.folder(), limits.copy());
    this.nodes = new Nodes(host, run -> context.runOnContext(_ -> run.run()), clock, time);
    this.polls = new PollDesk(vertx, host, time, parts.settings().maxHold());
    this.serving = ServingTime.startingAt(time.now());
    Entrance entrance = new Entrance(root.registry(), parts.connections(), time);
    Lanes lanes =
        new Lanes(pool, (copy, cause) -> host.syncFailed(copy.node(), cause), limits.atATime());
    Admission admission =
        new Admission(vertx, parts.settings(), parts.receiver(), entrance, lanes, nodes, time);
    LogDesk logs =
        new LogDesk(parts.settings(), root.registry(), copies, nodes, host, clock, parts.signer());
    Enrolments enrolments = new Enrolments(root.registry(), root.key(), nodes, clock);
    Greeter greeter =
        new Greeter(
            root.key(),
            parts.receiver().epoch(),
            parts.rootHash(),
            host,
            root.registry(),
            admission,
            logs);
    this.routes =
        new SyncRoutes(
            context,
            pool,
            entrance,
            admission,
            new SyncRoutes.Desks(
                greeter,
                enrolments,
                new SessionDesk(root.key(), admission),
                logs,
                polls,
                parts.signer()),
            limits.bodyTime());
  }

  /**
   * What an upstream has on its disk.
   *
   * @param key the hub's or gateway's
   */
  public record Root(Disk disk, Path folder, Membership registry, SigningKey key) {}

  /** What an ingest is made of. */
  record Parts(
      Root root,
      IngestSettings settings,
      Connections connections,
      Admission.Receiver receiver,
      String rootHash,
      Signer signer,
      ExecutorService pool,
      Monotonic time) {}

  /**
   * Opens what the ingest owns under a root. Blocks.
   *
   * @param context of the HTTP server, on which the host is called
   * @param connections of that server
   */
  public static Ingest open(
      Context context,
      Root root,
      IngestSettings settings,
      Connections connections,
      IngestHost host,
      InstantSource clock)
      throws IOException {
    Versions versions = Versions.open(root.disk().forOwnerOnly(), root.folder(), clock);
    Admission.Receiver receiver =
        new Admission.Receiver(Nonces.newEpoch(), root.key().verifyKey().fingerprint());
    String rootHash = RootNonce.write(root.disk(), root.folder());
    ExecutorService pool =
        Executors.newFixedThreadPool(
            settings.workers(), Thread.ofPlatform().daemon().name("ingest-", 0).factory());
    Signer signer = new Signer(root.key(), versions, clock, host);
    Parts parts =
        new Parts(
            root, settings, connections, receiver, rootHash, signer, pool, Monotonic.system());
    return new Ingest(context.owner(), context, parts, host, clock);
  }

  /** Begins to serve: the clock of {@link NodeLink#silence} runs from here. */
  public void start() {
    context.runOnContext(
        _ -> {
          serving = ServingTime.startingAt(time.now());
          timer = Beat.every(vertx, TICK, _ -> tick());
        });
  }

  private void tick() {
    serving = serving.tick(time.now());
    nodes.checkCaughtUp();
    if (copies.isChanged() && saving.compareAndSet(false, true)) {
      pool.execute(this::save);
    }
  }

  private void save() {
    try {
      copies.save();
    } finally {
      saving.set(false);
    }
  }

  /**
   * Mounts {@code /sync/v1/hello}, {@code session}, {@code batch}, {@code compare}, {@code poll},
   * {@code enrol}.
   */
  public void mount(Router router) {
    routes.mount(router);
  }

  /**
   * Documents wait for a node: its poll is answered at once, also where its gateway has passed it
   * on. From any thread.
   */
  public void wake(NodeId node) {
    context.runOnContext(_ -> polls.wake(node));
  }

  /** The observer has folded days of a node's log up to these lengths. From any thread. */
  public void folded(NodeId node, Map<LocalDate, Long> lengths) {
    nodes.of(node).folded(lengths);
    context.runOnContext(_ -> nodes.checkCaughtUp(node));
  }

  /** How things stand with a node, also with one that has not been heard. On the event loop. */
  public NodeLink link(NodeId node) {
    return nodes.link(node, polls.isHeld(node), serving);
  }

  /** How things stand with every node that has been heard since the start. */
  public List<NodeLink> links() {
    return nodes.known().stream().map(this::link).toList();
  }

  /**
   * A person decided that a node's log is to be taken again (RULES Y4).
   *
   * <p>Succeeds when that is durable, with whether it was refused; fails when it can't be written.
   */
  public Future<Boolean> readmit(NodeId node) {
    return Future.future(
        promise ->
            pool.execute(
                () -> {
                  try {
                    boolean was = copies.of(node).readmit();
                    nodes.refused(node, Optional.empty());
                    wake(node);
                    promise.complete(was);
                  } catch (IOException failed) {
                    promise.fail(failed);
                  }
                }));
  }

  /**
   * An answer to a poll that a gateway has passed on, as the node itself would have got it.
   *
   * <p>Succeeds with the signed answer; fails when no version for it can be had.
   */
  public Future<Signed> answer(NodeId node, String nonce, Delivery delivery) {
    return Future.future(
        promise ->
            pool.execute(
                () -> {
                  try {
                    promise.complete(signer.answer(node, nonce, delivery));
                  } catch (IOException failed) {
                    promise.fail(failed);
                  }
                }));
  }

  /**
   * Drops the days of a node's copy below the host's floor; gives those that were there. Blocks.
   */
  public List<LocalDate> drop(NodeId node, LocalDate floor) throws IOException {
    return copies.of(node).drop(floor);
  }

  /** A node's copy as what a gateway sends on to the hub (RULES Y7). Blocks. */
  public CarriedLog carried(NodeId node) throws IOException {
    return new CarriedCopy(copies.of(node));
  }

  /** Ends the polls and stops in order: all is durable and marked so (RULES Y5). Blocks. */
  @Override
  public void close() {
    context.runOnContext(
        _ -> {
          vertx.cancelTimer(timer);
          polls.close();
        });
    pool.shutdown();
    try {
      if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    copies.close();
  }
}
