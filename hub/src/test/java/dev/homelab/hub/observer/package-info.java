@NullMarked
package dev.homelab.hub.observer;

import org.jspecify.annotations.NullMarked;
