/**
 * Folds the nodes' logs to the world and writes {@code world/}. Owns the folds, their snapshots and
 * the world files; works on one worker and tells its listeners on the hub's event loop.
 */
@NullMarked
package dev.homelab.hub.observer;

import org.jspecify.annotations.NullMarked;
