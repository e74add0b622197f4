@NullMarked
package dev.homelab.edge.container;

import org.jspecify.annotations.NullMarked;
