package dev.homelab.event;

import io.vertx.core.Future;

/** The one way in which a process emits: into the log of its node. */
public interface EventSink {
  /**
   * Succeeds when the event is durable in the log; fails when the log refuses or cannot be written.
   */
  Future<Void> append(Event event);
}
