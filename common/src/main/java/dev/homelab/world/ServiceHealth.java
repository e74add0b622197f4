package dev.homelab.world;

import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.util.HashSet;
import java.util.Set;

/** What the open conditions of a subject come to, in the words of {@code services.json}. */
public final class ServiceHealth {
  private ServiceHealth() {}

  /**
   * One of "unhealthy", "healthy", "not monitored" (spelt unmonitored), or "unknown" while its node
   * has never stated anything (no conclusion is drawn from missing knowledge). Home Assistant's own
   * conditions don't count: they are a part of the world of their own (SPEC section 8).
   */
  public static String status(World world, Subject subject, boolean monitored) {
    if (!monitored) {
      return "unmonitored";
    }
    if (isIll(world, subject)) {
      return "unhealthy";
    }
    return world.confirmations().containsKey(subject.node()) ? "healthy" : "unknown";
  }

  /** Whether a condition holds that means that the service itself does not work. */
  public static boolean isIll(World world, Subject subject) {
    return world
        .open(subject)
        .filter(incident -> incident.holding().stream().anyMatch(ServiceHealth::meansIll))
        .isPresent();
  }

  /** A broken check, another definition or a container too many says nothing of how it works. */
  private static boolean meansIll(Spell spell) {
    String type = spell.key().type();
    boolean ofItself =
        type.equals(EventTypes.DEFINITION_DRIFT)
            || type.equals(EventTypes.UNWANTED_CONTAINER)
            || (type.equals("healthcheck_failed") && spell.details().containsKey("fault"));
    return !ofItself && !isHomeAssistants(type);
  }

  static boolean isHomeAssistants(String type) {
    return type.startsWith("ha_");
  }

  /** {@code online}, {@code offline}, or {@code unknown} while no log says either. */
  public static String availability(World world, NodeId node) {
    if (types(world, Subject.ofNode(node)).contains("node_offline")) {
      return "offline";
    }
    return world.confirmations().containsKey(node) ? "online" : "unknown";
  }

  /** {@code normal}, {@code warning}, {@code high} or {@code critical}. */
  public static String diskLevel(World world, NodeId node) {
    return world.open(Subject.ofNode(node)).stream()
        .flatMap(incident -> incident.holding().stream())
        .filter(spell -> spell.key().type().equals("disk_pressure"))
        .map(spell -> String.valueOf(spell.details().getOrDefault("level", "warning")))
        .findFirst()
        .orElse("normal");
  }

  private static Set<String> types(World world, Subject subject) {
    Set<String> types = new HashSet<>();
    world
        .open(subject)
        .ifPresent(it -> it.holding().forEach(spell -> types.add(spell.key().type())));
    return types;
  }
}
