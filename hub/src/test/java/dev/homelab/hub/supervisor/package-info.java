@NullMarked
package dev.homelab.hub.supervisor;

import org.jspecify.annotations.NullMarked;
