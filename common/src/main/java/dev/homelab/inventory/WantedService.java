package dev.homelab.inventory;

import java.util.List;

/**
 * A service that is wanted on a node.
 *
 * @param monitored false: wanted, but no agent reports it, and never an action
 * @param needsLocal services on the same node without which it can't be well
 * @param needsExternal services elsewhere
 */
public record WantedService(
    String name,
    Exposure exposure,
    boolean monitored,
    boolean offlineRequired,
    List<String> needsLocal,
    List<String> needsExternal) {
  public WantedService {
    needsLocal = List.copyOf(needsLocal);
    needsExternal = List.copyOf(needsExternal);
  }
}
