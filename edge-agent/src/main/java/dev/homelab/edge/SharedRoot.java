package dev.homelab.edge;

import dev.homelab.edge.uplink.LinkState;

/**
 * Whether the hub lives, or may live, on the node's root, so that its folders are the hub's (RULES
 * Y10, A6). On the hub's own node that stays so: while the hub starts again, its greeting and what
 * stands under the root may be of different starts for a moment. From any thread.
 */
final class SharedRoot {
  private final boolean hubsNode;
  private volatile boolean shared;

  SharedRoot(boolean hubsNode) {
    this.hubsNode = hubsNode;
    this.shared = hubsNode;
  }

  void link(LinkState state) {
    switch (state) {
      case SHARED -> shared = true;
      case COMPARING, UP -> shared = hubsNode;
      case GREETING, REFUSED -> {}
    }
  }

  boolean is() {
    return shared;
  }
}
