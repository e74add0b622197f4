package dev.homelab.world;

import dev.homelab.event.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One deployment, known by its correlation id.
 *
 * @param services the services concerned; empty means all of the node
 * @param status {@code running}, {@code completed} or {@code failed}
 */
public record DeploymentFacts(
    String correlationId,
    NodeId node,
    List<String> services,
    String status,
    @Nullable String stage,
    String by,
    Instant started,
    @Nullable Instant ended,
    NodeId log) {
  /** A deployment that says no more counts as over after this long (SPEC). */
  public static final Duration LONGEST = Duration.ofMinutes(15);

  public DeploymentFacts {
    services = List.copyOf(services);
  }

  public boolean concerns(String service) {
    return services.isEmpty() || services.contains(service);
  }

  /** The same under the topology's name of its node. */
  DeploymentFacts on(NodeId canonical) {
    return canonical.equals(node)
        ? this
        : new DeploymentFacts(
            correlationId, canonical, services, status, stage, by, started, ended, log);
  }

  DeploymentFacts merge(DeploymentFacts other) {
    int mine = status.equals("running") ? 0 : 1;
    int theirs = other.status.equals("running") ? 0 : 1;
    if (mine != theirs) {
      return mine > theirs ? this : other;
    }
    Instant myTime = ended == null ? started : ended;
    Instant theirTime = other.ended == null ? other.started : other.ended;
    int order = myTime.compareTo(theirTime);
    return order > 0 || (order == 0 && log.compareTo(other.log) >= 0) ? this : other;
  }
}
