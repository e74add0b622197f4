package dev.homelab.sync.replica;

/** Who brings what a log says of itself (RULES Y4, Y7). */
public enum Bearer {
  /** The node whose log it is. */
  ITSELF,
  /**
   * The gateway of its site, with what it holds of the log: that it ends there, or lacks a day,
   * says nothing about the node's own.
   */
  GATEWAY
}
