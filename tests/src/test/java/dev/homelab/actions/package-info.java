/** Hub and node together, without a network: what no interleaving may do to an action. */
@NullMarked
package dev.homelab.actions;

import org.jspecify.annotations.NullMarked;
