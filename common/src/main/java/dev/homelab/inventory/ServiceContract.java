package dev.homelab.inventory;

import java.util.List;
import java.util.Optional;

/**
 * What {@code services/<name>/service.yaml} and its compose file say.
 *
 * @param hostPorts on which it is reached at its node, in the order of the contract
 * @param owner the node that mainly answers for it, or empty for all
 * @param containers the names of its containers, the main one first
 */
public record ServiceContract(
    String name,
    Optional<String> owner,
    Exposure exposure,
    List<String> dependencies,
    List<Integer> hostPorts,
    Healthcheck healthcheck,
    String restartPolicy,
    List<String> persistence,
    List<String> envVars,
    List<String> containers) {
  public ServiceContract {
    dependencies = List.copyOf(dependencies);
    hostPorts = List.copyOf(hostPorts);
    persistence = List.copyOf(persistence);
    envVars = List.copyOf(envVars);
    containers = List.copyOf(containers);
  }
}
