package dev.homelab.edge.watch;

import io.vertx.core.Future;

/** One way to see whether a service is well. */
interface Probe {
  /** Succeeds with what it saw, within its own time-out; fails where the probe itself is broken. */
  Future<Health> ask();
}
