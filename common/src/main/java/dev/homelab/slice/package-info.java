/**
 * What the hub lets a node know of the desired state, so that it can decide while it is alone
 * (RULES N3): names and thresholds, the actions that count, what is silenced and acknowledged.
 * Signed by the hub, versioned, kept on the node's disk. Pure.
 */
@NullMarked
package dev.homelab.slice;

import org.jspecify.annotations.NullMarked;
