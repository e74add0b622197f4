/** Gives each node its slice of the desired state (RULES N3). Runs on the hub's event loop. */
@NullMarked
package dev.homelab.hub.slice;

import org.jspecify.annotations.NullMarked;
