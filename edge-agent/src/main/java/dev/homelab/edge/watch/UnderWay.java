package dev.homelab.edge.watch;

import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.DeploymentFacts;
import dev.homelab.world.World;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The planned work of a node, by its own log: the executor's running action of a service, else a
 * deployment from its start to its end, 15 minutes at most.
 *
 * @param own what the node's own log says
 */
public record UnderWay(NodeId node, Supplier<World> own, InstantSource clock)
    implements PlannedWork {
  @Override
  public Optional<String> of(String service) {
    World world = own.get();
    return action(world, new Subject(node, service))
        .or(() -> deployment(world, service, clock.instant()));
  }

  private static Optional<String> action(World world, Subject subject) {
    return world.actions().values().stream()
        .filter(it -> it.state() == ActionState.RUNNING && it.subject().equals(subject))
        .map(ActionFacts::id)
        .map(ActionId::text)
        .findFirst();
  }

  private Optional<String> deployment(World world, String service, Instant now) {
    return world.deployments().values().stream()
        .filter(it -> it.node().equals(node) && it.concerns(service))
        .filter(it -> it.ended() == null)
        .filter(it -> now.isBefore(it.started().plus(DeploymentFacts.LONGEST)))
        .map(DeploymentFacts::correlationId)
        .findFirst();
  }
}
