@NullMarked
package dev.homelab.edge.homeassistant;

import org.jspecify.annotations.NullMarked;
