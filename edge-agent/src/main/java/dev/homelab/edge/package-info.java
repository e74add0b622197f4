/** The node agent's process: {@link dev.homelab.edge.Agent} reads as its table of contents. */
@NullMarked
package dev.homelab.edge;

import org.jspecify.annotations.NullMarked;
