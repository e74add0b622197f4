@NullMarked
package dev.homelab.edge.alone;

import org.jspecify.annotations.NullMarked;
