@NullMarked
package dev.homelab.edge.tailscale;

import org.jspecify.annotations.NullMarked;
