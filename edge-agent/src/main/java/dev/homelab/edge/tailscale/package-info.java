/** Speaks Tailscale's LocalAPI on its Unix socket. On the event loop. */
@NullMarked
package dev.homelab.edge.tailscale;

import org.jspecify.annotations.NullMarked;
