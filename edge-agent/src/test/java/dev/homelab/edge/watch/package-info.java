@NullMarked
package dev.homelab.edge.watch;

import org.jspecify.annotations.NullMarked;
