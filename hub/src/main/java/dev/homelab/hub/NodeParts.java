package dev.homelab.hub;

import dev.homelab.event.NodeId;
import dev.homelab.hub.ingest.HubIngest;
import dev.homelab.hub.observer.Observer;
import dev.homelab.hub.presence.Presence;
import dev.homelab.hub.slice.Slices;
import dev.homelab.hub.supervisor.SupervisorLoop;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.slice.Slice;
import dev.homelab.slice.Slicing;
import dev.homelab.sync.ingest.Ingest;
import java.time.Duration;

/**
 * What the hub has to do with the nodes: it takes their logs, gives them what waits for them, and
 * judges who is there.
 */
final class NodeParts {
  private static final Duration RETENTION = Duration.ofDays(365);

  private final Ground ground;
  private final Beside beside;
  private final NodeId self;
  private final Slices slices;
  private final Offers offers;
  private final HubIngest ingest;
  private final Presence presence;

  /**
   * The hub beside it.
   *
   * @param changed runs when how things stand with a node is otherwise
   */
  record Beside(
      DesiredState desired,
      RoutingApprovals rules,
      Observer observer,
      OpenActions actions,
      SupervisorLoop supervisor,
      HubServer server,
      Runnable changed) {}

  /** Answers nobody yet. */
  NodeParts(Ground ground, NodeId self, Nodes nodes, Beside beside) {
    this.ground = ground;
    this.self = self;
    this.beside = beside;
    this.slices =
        new Slices(
            this::slice,
            ground.files().key(),
            ground.clock(),
            () -> Duration.ofNanos(System.nanoTime()));
    this.offers = new Offers(beside.desired()::inventory, slices, nodes);
    this.ingest = newIngest();
    this.presence = newPresence();
    nodes.opened(ingest, presence);
    ground.files().registry().onChange(offers::keysChanged);
  }

  private HubIngest newIngest() {
    HubFiles files = ground.files();
    return new HubIngest(
        ground.vertx(),
        new HubIngest.Parts(
            new Ingest.Root(ground.disk(), ground.root(), files.registry(), files.key()),
            self,
            beside.server().connections(),
            ground.clock(),
            RETENTION,
            ground.events()),
        new NodeNews(beside.observer(), beside.actions(), files.log(), beside.changed()),
        new SiteDocuments(
            new NodeDocuments(beside.actions().approvals(), slices),
            new Delegations(
                beside.desired()::inventory, files.registry(), files.key(), beside.rules()),
            ground.clock()),
        new InventorySites(beside.desired()::inventory));
  }

  private Presence newPresence() {
    return new Presence(
        ground.vertx(),
        self,
        ingest::link,
        beside.desired()::inventory,
        node -> ground.files().registry().live(node).isPresent(),
        beside.observer()::world,
        ground.events(),
        ground.clock());
  }

  private Slice slice(NodeId node) {
    return Slicing.of(
        node,
        beside.desired().inventory(),
        beside.observer().world(),
        beside.supervisor().known(),
        ground.clock().instant());
  }

  HubIngest ingest() {
    return ingest;
  }

  Presence presence() {
    return presence;
  }

  Offers offers() {
    return offers;
  }
}
