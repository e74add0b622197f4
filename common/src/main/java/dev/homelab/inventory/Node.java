package dev.homelab.inventory;

import dev.homelab.event.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * A machine.
 *
 * @param runsOn the hypervisor of a virtual machine
 * @param aliases other names under which it may appear in events
 * @param bestEffort it may be switched off at will
 * @param intermittent its uplink comes and goes
 */
public record Node(
    NodeId id,
    String site,
    List<String> roles,
    Optional<String> lanAddress,
    Optional<NodeId> runsOn,
    List<NodeId> aliases,
    boolean bestEffort,
    boolean intermittent) {
  public Node {
    roles = List.copyOf(roles);
    aliases = List.copyOf(aliases);
  }
}
