package dev.homelab.watching;

import dev.homelab.event.NodeId;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * A Home Assistant to watch.
 *
 * @param location which house it is; in what a person reads, and in the watcher's name
 * @param url of its web server, without a path
 * @param node where it runs
 * @param watchedBy the nodes whose agents watch it
 * @param token the file with the long-lived token, under {@code config/edge-agent/} of the watching
 *     node
 * @param shadow whether a restart is only shown (SPEC "shadow mode")
 * @param settings of this instance, over the node's
 */
public record HomeAssistantInstance(
    String location,
    URI url,
    NodeId node,
    List<NodeId> watchedBy,
    String token,
    boolean shadow,
    WatchSettings settings) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  public HomeAssistantInstance {
    watchedBy = List.copyOf(watchedBy);
  }

  /** Whether it runs on the very machine of who watches it. */
  public boolean isOnLoopback() {
    return LOOPBACK.contains(url.getHost());
  }
}
