package dev.homelab.hub.presence;

import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Node;
import dev.homelab.inventory.Site;
import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Part;
import dev.homelab.sync.ingest.NodeLink;
import dev.homelab.world.World;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks each second who is silent, and writes what changes as events into the hub's log. */
public final class Presence implements Part {
  private static final String SOURCE = "hub";
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration USUAL = Duration.ofSeconds(90);

  private final Vertx vertx;
  private final NodeId self;
  private final Function<NodeId, Optional<NodeLink>> heard;
  private final Supplier<Inventory> inventory;
  private final Predicate<NodeId> enrolled;
  private final EventQueue events;
  private final InstantSource clock;
  private final Supplier<World> world;
  private Judgement.Said said = Judgement.Said.NOTHING;
  private long timer = -1;

  /**
   * Judges nobody yet.
   *
   * @param heard how things stand with a node; empty while nobody listens
   */
  public Presence(
      Vertx vertx,
      NodeId self,
      Function<NodeId, Optional<NodeLink>> heard,
      Supplier<Inventory> inventory,
      Predicate<NodeId> enrolled,
      Supplier<World> world,
      EventQueue events,
      InstantSource clock) {
    this.vertx = vertx;
    this.self = self;
    this.heard = heard;
    this.inventory = inventory;
    this.enrolled = enrolled;
    this.events = events;
    this.clock = clock;
    this.world = world;
  }

  /** What the world says goes on: a restart of the hub tells nothing twice. */
  private static Judgement.Said before(World world, Inventory inventory, NodeId self) {
    Set<NodeId> offline = new TreeSet<>();
    for (NodeId node : inventory.nodes().keySet()) {
      if (holds(world, node, EventTypes.NODE_OFFLINE)) {
        offline.add(node);
      }
    }
    return new Judgement.Said(offline, holds(world, self, EventTypes.HUB_ISOLATED), Set.of());
  }

  private static boolean holds(World world, NodeId node, String type) {
    return world.open(Subject.ofNode(node)).stream()
        .flatMap(incident -> incident.holding().stream())
        .anyMatch(spell -> spell.key().type().equals(type));
  }

  @Override
  public String name() {
    return "presence";
  }

  @Override
  public Future<Void> start() {
    said = before(world.get(), inventory.get(), self);
    timer = Beat.every(vertx, LOOK, id -> look());
    return Future.succeededFuture();
  }

  /** Judges once. */
  void look() {
    Map<NodeId, Judgement.Silent> silent = new HashMap<>();
    inventory.get().nodes().values().stream()
        .filter(node -> enrolled.test(node.id()))
        .forEach(node -> silent.put(node.id(), silent(node)));
    Judgement.News news = Judgement.judge(silent, self, said);
    said = news.said();
    news.offline().forEach(this::offline);
    news.online().forEach(this::online);
    if (news.isolated()) {
      tell(
          self,
          EventTypes.HUB_ISOLATED,
          Severity.ERROR,
          "More than half of the nodes are silent: the hub itself seems cut off");
    }
    if (news.rejoined()) {
      tell(self, EventTypes.HUB_REJOINED, Severity.INFO, "Nodes answer again");
    }
    events.send();
  }

  private Judgement.Silent silent(Node node) {
    Duration patience = inventory.get().site(node.id()).map(Site::patience).orElse(USUAL);
    Judgement.Place place = new Judgement.Place(node.site(), node.runsOn());
    Optional<NodeLink> link = heard.apply(node.id());
    return new Judgement.Silent(
        link.map(NodeLink::silence).orElse(Duration.ZERO),
        link.flatMap(NodeLink::unheard),
        patience,
        place);
  }

  private void offline(NodeId node) {
    tell(node, EventTypes.NODE_OFFLINE, Severity.ERROR, node.display() + " does not answer");
  }

  private void online(NodeId node) {
    tell(node, EventTypes.NODE_ONLINE, Severity.INFO, node.display() + " answers again");
  }

  private void tell(NodeId node, String type, Severity severity, String message) {
    Instant now = clock.instant();
    events.add(Event.of(node, SOURCE, type, severity).message(message).at(now));
  }

  public boolean isIsolated() {
    return said.isolated();
  }

  public boolean isOffline(NodeId node) {
    return said.offline().contains(node);
  }

  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }
}
