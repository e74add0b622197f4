package dev.homelab.inventory;

import dev.homelab.event.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A machine.
 *
 * @param runsOn the hypervisor of a virtual machine
 * @param aliases other names under which it may appear in events
 * @param bestEffort it may be switched off at will
 * @param intermittent its uplink comes and goes
 * @param storage its file systems and their limits
 * @param tailscale whether the mesh talks over Tailscale, whose daemon it then has
 * @param uplink the interface whose traffic counts; where it is empty, the default route's
 * @param dataPlanMb what its uplink may move in a month, in MB of a million bytes
 */
public record Node(
    NodeId id,
    String site,
    List<String> roles,
    Optional<String> lanAddress,
    Optional<NodeId> runsOn,
    List<NodeId> aliases,
    boolean bestEffort,
    boolean intermittent,
    Storage storage,
    boolean tailscale,
    Optional<String> uplink,
    OptionalInt dataPlanMb) {
  /**
   * The file systems of a node that matter, and from which use on it is told.
   *
   * @param watch paths, each on a file system of its own
   * @param warningPercent empty where the settings of the watchers hold
   */
  public record Storage(
      List<String> watch,
      OptionalInt warningPercent,
      OptionalInt highPercent,
      OptionalInt criticalPercent) {
    static final Storage NONE =
        new Storage(List.of(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

    public Storage {
      watch = List.copyOf(watch);
    }
  }

  /** Where a node serves its own dashboard, on loopback and on its LAN. */
  public static final int DASHBOARD_PORT = 18181;

  /** The address of its own dashboard on the LAN of its site; empty where it has none there. */
  public Optional<String> dashboard(int port) {
    return lanAddress.map(
        host -> "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port));
  }

  public Node {
    roles = List.copyOf(roles);
    aliases = List.copyOf(aliases);
  }
}
