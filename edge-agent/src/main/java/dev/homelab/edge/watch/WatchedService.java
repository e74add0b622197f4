package dev.homelab.edge.watch;

import java.util.List;

/**
 * A service that is wanted on this node and watched ({@code monitor: false} ones are left out).
 *
 * @param containers the names that its Compose file gives, the main one first; empty where they are
 *     not known, and then any container of the service will do
 */
public record WatchedService(String service, List<String> containers) {
  public WatchedService {
    containers = List.copyOf(containers);
  }
}
