@NullMarked
package dev.homelab.edge.announce;

import org.jspecify.annotations.NullMarked;
