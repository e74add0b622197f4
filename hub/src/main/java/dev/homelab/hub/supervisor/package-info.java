/**
 * Asks the rules what is to be done each time something changed, and carries that out as proposals
 * and cancellations. Runs on the hub's event loop.
 */
@NullMarked
package dev.homelab.hub.supervisor;

import org.jspecify.annotations.NullMarked;
