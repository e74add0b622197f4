package dev.homelab.hub.observer;

import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.world.Incident;
import dev.homelab.world.World;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells of each log that the hub can't read, and when it can again. Meanwhile the world holds what
 * was read before, and nothing is decided for that node, which is not caught up. On one event loop.
 */
public final class UnreadableLogs {
  private final EventQueue events;
  private final InstantSource clock;
  private final Set<NodeId> unreadable = new HashSet<>();

  /** Whose recovery is on its way to the log. */
  private final Set<NodeId> ending = new HashSet<>();

  public UnreadableLogs(EventQueue events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  /** A log can't be read, for a reason in words. */
  public void failed(NodeId node, String why) {
    if (unreadable.add(node)) {
      ending.remove(node);
      events.add(
          Event.of(node, "hub", EventTypes.LOG_UNREADABLE, Severity.ERROR)
              .message(
                  "The hub can't read its copy of the log of %s: %s. What it shows of it is old"
                      .formatted(node.display(), why))
              .details(Map.of("reason", why))
              .at(clock.instant()));
    }
  }

  /** A log can be read again. */
  public void readable(NodeId node, World world) {
    unreadable.remove(node);
    settle(world);
  }

  /** Ends what the world holds open and no longer is so, also what was told before a restart. */
  public void settle(World world) {
    Set<NodeId> open = open(world);
    ending.retainAll(open);
    for (NodeId node : open) {
      if (!unreadable.contains(node) && ending.add(node)) {
        events.add(
            Event.of(node, "hub", "service_recovered", Severity.INFO)
                .message("The hub can read its copy of the log of " + node.display() + " again")
                .details(Map.of("of", EventTypes.LOG_UNREADABLE))
                .at(clock.instant()));
      }
    }
  }

  private static Set<NodeId> open(World world) {
    return world.openIncidents().stream()
        .filter(incident -> incident.subject().isNode() && holds(incident))
        .map(incident -> incident.subject().node())
        .collect(Collectors.toSet());
  }

  private static boolean holds(Incident incident) {
    return incident.holding().stream()
        .anyMatch(spell -> spell.key().type().equals(EventTypes.LOG_UNREADABLE));
  }
}
