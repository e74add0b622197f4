/**
 * The node without its hub (RULES N): whether it is alone, the hub's slice on its disk, and the
 * loop that decides meanwhile. What is decided alone are alerts; a person on the site makes actions
 * of them. {@link dev.homelab.edge.alone.Deciding} is what a decider decides about: a node alone
 * its own, a gateway its site. Runs on the agent's event loop; the disk on a worker.
 */
@NullMarked
package dev.homelab.edge.alone;

import org.jspecify.annotations.NullMarked;
