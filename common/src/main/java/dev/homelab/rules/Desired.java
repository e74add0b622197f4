package dev.homelab.rules;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is wanted: the part of the inventory, or of a node's slice of it, that decisions need. */
public record Desired(Map<Subject, Wanted> services, Map<NodeId, Node> nodes) {

  /**
   * A wanted service.
   *
   * @param monitored false: wanted, but no agent reports it, and never an action
   * @param dependencies services without which it can't be well
   */
  public record Wanted(boolean monitored, Set<Subject> dependencies) {
    public Wanted {
      dependencies = Set.copyOf(dependencies);
    }
  }

  /**
   * A node.
   *
   * @param bestEffort it may be switched off at will
   * @param executor whether something runs actions there
   */
  public record Node(String site, Optional<NodeId> runsOn, boolean bestEffort, boolean executor) {}

  public Desired {
    services = Map.copyOf(services);
    nodes = Map.copyOf(nodes);
  }

  boolean wants(Subject subject) {
    if (subject.isNode()) {
      return nodes.containsKey(subject.node());
    }
    Wanted wanted = services.get(subject);
    return wanted != null && wanted.monitored();
  }

  Set<Subject> dependencies(Subject subject) {
    Wanted wanted = services.get(subject);
    return wanted == null ? Set.of() : wanted.dependencies();
  }

  Optional<Node> node(NodeId node) {
    return Optional.ofNullable(nodes.get(node));
  }
}
