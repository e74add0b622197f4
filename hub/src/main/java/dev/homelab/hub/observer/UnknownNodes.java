package dev.homelab.hub.observer;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.supervision.Worker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Tells of every node that a log names and the topology lacks, once for good: the world drops what
 * is about it (SPEC). The names that were told stand at {@code state/unknown-nodes}, one a line. On
 * one event loop.
 */
public final class UnknownNodes {
  private static final System.Logger LOG = System.getLogger(UnknownNodes.class.getName());

  /** More than this many renamed machines are no homelab but a log that makes names up. */
  private static final int MAX_NAMES = 500;

  private final Disk disk;
  private final Path file;
  private final NodeId self;
  private final Supplier<Set<NodeId>> known;
  private final EventQueue events;
  private final InstantSource clock;
  private final Worker worker;
  private final Set<String> told = new TreeSet<>();

  /**
   * Knows nothing of the file yet.
   *
   * @param self the hub's own node, which the events are about
   * @param known all names that the topology has, aliases among them
   */
  public UnknownNodes(
      Vertx vertx,
      Disk disk,
      Path root,
      NodeId self,
      Supplier<Set<NodeId>> known,
      EventQueue events,
      InstantSource clock) {
    this.disk = disk;
    this.file = root.resolve("state/unknown-nodes");
    this.self = self;
    this.known = known;
    this.events = events;
    this.clock = clock;
    this.worker = new Worker(vertx, "unknown-nodes");
  }

  /** Succeeds when the names that were told before are known, or can't be read. */
  public Future<Void> open() {
    return worker
        .run(() -> DiskFiles.read(disk, file))
        .onSuccess(
            bytes ->
                bytes
                    .map(content -> new String(content, StandardCharsets.UTF_8))
                    .ifPresent(text -> text.lines().forEach(told::add)))
        .onFailure(this::failed)
        .otherwiseEmpty()
        .mapEmpty();
  }

  /** A node's log has lines about these nodes. */
  public void named(NodeId log, Set<NodeId> nodes) {
    Set<NodeId> names = known.get();
    boolean news = false;
    for (NodeId node : nodes) {
      if (!names.contains(node) && told.size() < MAX_NAMES && told.add(node.name())) {
        tell(node, log);
        news = true;
      }
    }
    if (news) {
      save();
    }
  }

  private void failed(Throwable failure) {
    LOG.log(Level.WARNING, file + ": " + failure.getMessage());
  }

  private void tell(NodeId named, NodeId log) {
    events.add(
        Event.of(self, "hub", EventTypes.NODE_UNKNOWN, Severity.WARNING)
            .message(
                "The log of %s names the node %s, which inventory/topology.yaml lacks: what is"
                        .formatted(log, named)
                    + " about it is shown nowhere. If it was renamed, add the name to its aliases")
            .details(Map.of("unknown", named.name(), "log", log.name()))
            .at(clock.instant()));
  }

  private void save() {
    byte[] content = String.join("\n", told).getBytes(StandardCharsets.UTF_8);
    worker
        .run(
            () -> {
              write(content);
              return null;
            })
        .onFailure(this::failed);
  }

  private void write(byte[] content) throws IOException {
    DiskFiles.replace(disk, file, content);
  }
}
