/**
 * The hub's end of sync: mounts {@link dev.homelab.sync.ingest.Ingest} on the hub's server and
 * joins it to the hub's log, inventory, observer and dispatch. Runs on the context of the HTTP
 * server.
 */
@NullMarked
package dev.homelab.hub.ingest;

import org.jspecify.annotations.NullMarked;
