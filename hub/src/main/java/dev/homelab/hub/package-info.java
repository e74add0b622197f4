/** The hub's process: {@link dev.homelab.hub.Hub} reads as its table of contents. */
@NullMarked
package dev.homelab.hub;

import org.jspecify.annotations.NullMarked;
