package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.edge.container.Container;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one look at the engine saw.
 *
 * @param recentRestarts by container name, where there were any
 * @param memoryKills the names of those that the kernel killed for their memory of late
 * @param started when each was started last, by container name
 * @param logs the last lines of containers that are not well, redacted, by container name
 * @param planned what is under way, by service; see {@link PlannedWork}
 */
record ContainerSight(
    List<WatchedService> services,
    List<Container> containers,
    Map<String, Integer> recentRestarts,
    Set<String> memoryKills,
    Map<String, Moment> started,
    Map<String, String> logs,
    Map<String, String> planned) {
  ContainerSight {
    services = List.copyOf(services);
    containers = List.copyOf(containers);
    recentRestarts = Map.copyOf(recentRestarts);
    memoryKills = Set.copyOf(memoryKills);
    started = Map.copyOf(started);
    logs = Map.copyOf(logs);
    planned = Map.copyOf(planned);
  }

  ContainerSight withLogs(Map<String, String> last) {
    return new ContainerSight(
        services, containers, recentRestarts, memoryKills, started, last, planned);
  }
}
