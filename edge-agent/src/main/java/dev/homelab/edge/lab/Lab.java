package dev.homelab.edge.lab;

import dev.homelab.event.NodeId;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What runs the services of a lab: stand-in processes, or containers of a Docker engine. */
public interface Lab {
  /** The container that nobody wants. */
  String STRANGER = "stranger";

  /** How long a stand-in may take to end before it is killed. */
  Duration STOP_GRACE = Duration.ofSeconds(5);

  /**
   * Breaks every container of a service on purpose; succeeds when it is broken, fails where the
   * node has no such service.
   *
   * @param times how often a crash loop crashes; 0 is until it is redeployed
   */
  Future<Void> breakService(NodeId node, String service, BreakKind kind, int times);

  /** Removes a service's containers and makes them anew, which mends every kind of break. */
  Future<Void> recreate(NodeId node, String service);

  /**
   * Makes the engine of a node as a trouble of its machine has it; succeeds when it is so.
   *
   * @param trouble empty mends it
   */
  Future<Void> trouble(NodeId node, Optional<HostTrouble> trouble);

  /** The file that agents read to reach the containers. */
  Path address();

  /** Succeeds when every process that it started has ended. */
  Future<Void> close();
}
