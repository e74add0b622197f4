/** The hub's API, version 1: one table of endpoints and what each does. On the hub's event loop. */
@NullMarked
package dev.homelab.hub.api;

import org.jspecify.annotations.NullMarked;
