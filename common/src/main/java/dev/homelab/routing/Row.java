package dev.homelab.routing;

import dev.homelab.action.ActionKind;
import dev.homelab.event.Severity;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A row of the routing table. An empty set of types or levels, or an empty source, matches all; a
 * type that ends with {@code *} stands for all that begin so.
 *
 * @param kind the kind of action, or empty for nothing
 * @param holdBack zero where the action's stable id holds it back
 * @param digestNodes where it can wait for the digest
 * @param service the only service that its action may be for
 */
public record Row(
    String name,
    Match match,
    Optional<String> kind,
    Duration holdBack,
    Urgency urgency,
    Ring ring,
    Set<String> digestNodes,
    Optional<String> service) {
  public Row {
    digestNodes = Set.copyOf(digestNodes);
  }

  /** What an event must be. */
  public record Match(
      Set<String> types,
      Optional<String> source,
      Set<String> levels,
      Optional<Severity> least,
      Optional<Severity> most,
      boolean needsWantedService,
      boolean mesh,
      Optional<String> detail) {
    public Match {
      types = Set.copyOf(types);
      levels = Set.copyOf(levels);
    }

    static boolean fits(String pattern, String type) {
      return pattern.endsWith("*")
          ? type.startsWith(pattern.substring(0, pattern.length() - 1))
          : type.equals(pattern);
    }

    private boolean isOfType(String type) {
      return types.isEmpty() || types.stream().anyMatch(pattern -> fits(pattern, type));
    }
  }

  /** Where it is more urgent than usual: it wakes a person. */
  public record Ring(Set<String> services, Set<String> levels, Set<String> nodes) {
    public Ring {
      services = Set.copyOf(services);
      levels = Set.copyOf(levels);
      nodes = Set.copyOf(nodes);
    }
  }

  /**
   * What is asked of the table.
   *
   * @param wantedService whether it names a service that is wanted on that node
   * @param mesh whether its type is one that the mesh adds
   */
  public record Question(
      String type,
      String source,
      Severity severity,
      String node,
      String service,
      boolean wantedService,
      boolean mesh,
      Map<String, Object> details) {}

  boolean matches(Question asked) {
    String level = String.valueOf(asked.details().getOrDefault("level", ""));
    boolean forService = kind.flatMap(ActionKind::read).filter(Row::isForService).isPresent();
    return match.isOfType(asked.type())
        && match.source.map(asked.source()::equals).orElse(true)
        && (match.levels.isEmpty() || match.levels.contains(level))
        && match.least.map(asked.severity()::atLeast).orElse(true)
        && match.most.map(most -> most.atLeast(asked.severity())).orElse(true)
        && (!match.mesh || asked.mesh())
        && match.detail.map(asked.details()::containsKey).orElse(true)
        && (asked.wantedService() || !(match.needsWantedService || forService));
  }

  private static boolean isForService(ActionKind kind) {
    return kind.about() == ActionKind.About.SERVICE;
  }

  /** How urgent it is for what was asked. */
  public Urgency urgency(Question asked) {
    boolean rings =
        ring.services.contains(asked.service())
            || ring.levels.contains(String.valueOf(asked.details().get("level")))
            || ring.nodes.contains(asked.node());
    if (rings) {
      return Urgency.RING;
    }
    return digestNodes.contains(asked.node()) ? Urgency.DIGEST : urgency;
  }
}
