/** The world made from the logs alone, to compare with what a hub keeps or to replace it. */
@NullMarked
package dev.homelab.rebuild;

import org.jspecify.annotations.NullMarked;
