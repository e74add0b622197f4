@NullMarked
package dev.homelab.edge.executor;

import org.jspecify.annotations.NullMarked;
