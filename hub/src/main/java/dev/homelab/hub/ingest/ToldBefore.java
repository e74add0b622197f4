package dev.homelab.hub.ingest;

import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.sync.ingest.IngestHost;
import dev.homelab.world.Spell;
import dev.homelab.world.World;
import java.util.Optional;

/** What the world holds open that only the ingest can end. Pure. */
final class ToldBefore {
  private ToldBefore() {}

  static IngestHost.Told about(NodeId node, World world) {
    return new IngestHost.Told(
        open(node, EventTypes.LOG_REFUSED, world)
            .map(spell -> String.valueOf(spell.details().getOrDefault("reason", spell.message()))),
        open(node, EventTypes.CLOCK_SKEW, world).isPresent());
  }

  private static Optional<Spell> open(NodeId node, String type, World world) {
    return world.open(Subject.ofNode(node)).stream()
        .flatMap(incident -> incident.holding().stream())
        .filter(spell -> spell.key().type().equals(type))
        .findFirst();
  }
}
