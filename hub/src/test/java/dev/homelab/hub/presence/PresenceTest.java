package dev.homelab.hub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Inventory;
import dev.homelab.sync.ClockSkew;
import dev.homelab.sync.ingest.NodeLink;
import dev.homelab.world.ConditionKey;
import dev.homelab.world.Incident;
import dev.homelab.world.Spell;
import dev.homelab.world.World;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a hub that starts again says of nodes that it knew to be offline. */
class PresenceTest {
  private static final NodeId PIHA = new NodeId("piha");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Inventory INVENTORY = inventory();

  private final Vertx vertx = Vertx.vertx();
  private final Map<NodeId, NodeLink> links = new HashMap<>();
  private final List<Event> said = new ArrayList<>();
  private final EventQueue events =
      new EventQueue(
          vertx,
          event -> {
            said.add(event);
            return Future.succeededFuture();
          });

  private static Inventory inventory() {
    return Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();
  }

  @BeforeEach
  void everybodyAnswers() {
    INVENTORY.nodes().keySet().forEach(node -> links.put(node, heard(node, Duration.ZERO)));
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private static NodeLink heard(NodeId node, Duration ago) {
    return link(node, ago, Optional.of(ago));
  }

  private static NodeLink link(NodeId node, Duration silence, Optional<Duration> unheard) {
    return new NodeLink(
        node,
        unheard.map(NOON::minus),
        unheard,
        silence,
        ClockSkew.UNKNOWN,
        true,
        0,
        Optional.empty(),
        Optional.empty());
  }

  /** A hub's start, with what the world says by then. */
  private Presence started(World world) throws Exception {
    Presence presence =
        new Presence(
            vertx,
            INVENTORY.hub(),
            node -> Optional.ofNullable(links.get(node)),
            () -> INVENTORY,
            node -> true,
            () -> world,
            events,
            InstantSource.fixed(NOON));
    presence.start().await(10, TimeUnit.SECONDS);
    return presence;
  }

  private static World offline(NodeId node) {
    Subject subject = Subject.ofNode(node);
    Spell spell =
        new Spell(
            new ConditionKey(subject, EventTypes.NODE_OFFLINE, ""),
            new NodeId("vps"),
            NOON,
            NOON,
            null,
            false,
            Severity.ERROR,
            "hub",
            "gone",
            Map.of(),
            1,
            "event",
            null);
    Incident incident =
        new Incident("inc", subject, NOON, null, List.of(spell), 1, false, List.of(), List.of());
    return new World(
        new TreeMap<>(Map.of(subject, List.of(incident))),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        Map.of(),
        Map.of());
  }

  @Test
  @DisplayName("W8 a restarted hub says of an offline node nothing until it has heard it")
  void restarted() throws Exception {
    links.put(PIHA, link(PIHA, Duration.ofSeconds(1), Optional.empty()));
    Presence presence = started(offline(PIHA));
    presence.look();
    links.put(PIHA, link(PIHA, Duration.ofSeconds(100), Optional.empty()));
    presence.look();
    assertThat(said).isEmpty();
    assertThat(presence.isOffline(PIHA)).isTrue();
    links.put(PIHA, heard(PIHA, Duration.ofSeconds(1)));
    presence.look();
    assertThat(said).extracting(Event::type).containsExactly(EventTypes.NODE_ONLINE);
    assertThat(presence.isOffline(PIHA)).isFalse();
  }

  @Test
  @DisplayName("W8 while the ingest starts again nobody falls silent")
  void nobodyListens() throws Exception {
    Presence presence = started(World.EMPTY);
    links.clear();
    presence.look();
    assertThat(said).isEmpty();
  }

  @Test
  @DisplayName("W8 a node that is wanted and has never spoken is offline after its patience")
  void neverHeard() throws Exception {
    Presence presence = started(World.EMPTY);
    links.put(PIHA, link(PIHA, Duration.ofSeconds(91), Optional.empty()));
    presence.look();
    assertThat(said).extracting(Event::node).containsExactly(PIHA);
    assertThat(said).extracting(Event::type).containsExactly(EventTypes.NODE_OFFLINE);
  }
}
