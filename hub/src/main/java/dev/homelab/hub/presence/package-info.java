/** Judges from missed polls which nodes are offline (RULES W8). Runs on the hub's event loop. */
@NullMarked
package dev.homelab.hub.presence;

import org.jspecify.annotations.NullMarked;
