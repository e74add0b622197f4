package dev.homelab.hub;

import dev.homelab.event.NodeId;
import dev.homelab.log.LogGrowth;
import dev.homelab.log.LogKeeper;

/**
 * The log of the hub's own node. It lies under the hub's root, and that node's agent writes there,
 * too (RULES Y10).
 */
record OwnLog(LogKeeper keeper, LogGrowth growth) {

  /**
   * Looks at nothing yet.
   *
   * @param grown runs when the log may have new lines; from any thread
   */
  static OwnLog of(Ground ground, NodeId self, Runnable grown) {
    LogGrowth growth =
        new LogGrowth(
            ground.vertx(), ground.files().folders(), ground.root(), self, ground.clock(), grown);
    ground
        .log()
        .onFlushed(
            () -> {
              if (!growth.isWatching()) {
                grown.run();
              }
            });
    return new OwnLog(
        new LogKeeper(ground.vertx(), ground.files().log(), ground.log(), day -> 0), growth);
  }
}
