/** Tests of the uplink against a real ingest, over real sockets. */
@NullMarked
package dev.homelab.edge.uplink;

import org.jspecify.annotations.NullMarked;
