package dev.homelab.hub.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.sync.ingest.IngestHost;
import dev.homelab.world.ConditionKey;
import dev.homelab.world.Incident;
import dev.homelab.world.Spell;
import dev.homelab.world.World;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a hub that starts again has told about a node before. */
class ToldBeforeTest {
  private static final NodeId SATURN = new NodeId("saturn");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static World world(Spell... spells) {
    Incident incident =
        new Incident(
            "inc",
            Subject.ofNode(SATURN),
            NOON,
            null,
            List.of(spells),
            1,
            false,
            List.of(),
            List.of());
    return new World(
        new TreeMap<>(Map.of(Subject.ofNode(SATURN), List.of(incident))),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        Map.of(),
        Map.of());
  }

  private static Spell spell(String type, @Nullable Instant until, Map<String, Object> details) {
    return new Spell(
        new ConditionKey(Subject.ofNode(SATURN), type, ""),
        new NodeId("vps"),
        NOON,
        NOON,
        until,
        false,
        Severity.WARNING,
        "ingest",
        "message",
        details,
        1,
        "event",
        null);
  }

  @Test
  @DisplayName("Y6 Y12 what is open in the world is what its end is still to be told of")
  void open() {
    World world =
        world(
            spell(EventTypes.LOG_REFUSED, null, Map.of("reason", "it diverged")),
            spell(EventTypes.CLOCK_SKEW, null, Map.of()));
    assertThat(ToldBefore.about(SATURN, world))
        .isEqualTo(new IngestHost.Told(Optional.of("it diverged"), true));
    assertThat(ToldBefore.about(new NodeId("piha"), world)).isEqualTo(IngestHost.Told.NOTHING);
  }

  @Test
  @DisplayName("Y6 Y12 what is over is over")
  void over() {
    World world =
        world(
            spell(EventTypes.LOG_REFUSED, NOON, Map.of()),
            spell(EventTypes.CLOCK_SKEW, NOON, Map.of()));
    assertThat(ToldBefore.about(SATURN, world)).isEqualTo(IngestHost.Told.NOTHING);
  }
}
