/**
 * The upstream's side of sync: authenticates, limits and takes what nodes send, acknowledges it
 * after its fsync, and holds their polls (RULES Y3 to Y12). The hub and, for its site, a gateway
 * mount it. Requests are read on the event loop; signatures, files and fsyncs run on a small pool,
 * for each key one after the other.
 */
@NullMarked
package dev.homelab.sync.ingest;

import org.jspecify.annotations.NullMarked;
