@NullMarked
package dev.homelab.edge.host;

import org.jspecify.annotations.NullMarked;
