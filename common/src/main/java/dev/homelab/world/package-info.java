/**
 * The picture of the world that the logs give: conditions, incidents, actions and deployments. Logs
 * are folded apart and merged by a rule in which their order does not matter, so that the same logs
 * always give the same world (RULES W). Pure: no I/O, no clock; one thread at a time.
 */
@NullMarked
package dev.homelab.world;

import org.jspecify.annotations.NullMarked;
