@NullMarked
package dev.homelab.hub.presence;

import org.jspecify.annotations.NullMarked;
