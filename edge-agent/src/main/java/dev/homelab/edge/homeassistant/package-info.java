/**
 * Watches any number of Home Assistants by their WebSocket API (SPEC sections 6 to 8). {@link
 * dev.homelab.edge.homeassistant.HouseLink} keeps one connection each and asks in slices; {@link
 * dev.homelab.edge.homeassistant.House} keeps the little that is needed of what comes; the classes
 * named {@code …Judgement} say what it means, without I/O or a clock. Everything runs on the
 * context of the watcher that began it. Nothing here is loaded where no instance is configured.
 */
@NullMarked
@CheckReturnValue
package dev.homelab.edge.homeassistant;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
