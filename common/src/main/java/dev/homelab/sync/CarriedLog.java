package dev.homelab.sync;

import dev.homelab.log.LogSource;

/** Another node's log that a gateway sends on (RULES Y7). */
public interface CarriedLog extends LogSource {
  /** The sequence of the node's own last statement: the carrier convicts nobody by itself. */
  long sequence();
}
