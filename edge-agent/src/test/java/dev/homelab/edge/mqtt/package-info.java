@NullMarked
package dev.homelab.edge.mqtt;

import org.jspecify.annotations.NullMarked;
