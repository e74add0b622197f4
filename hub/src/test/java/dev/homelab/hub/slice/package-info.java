@NullMarked
package dev.homelab.hub.slice;

import org.jspecify.annotations.NullMarked;
