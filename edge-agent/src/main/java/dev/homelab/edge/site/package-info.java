/**
 * A site's gateway and its members (RULES Y7, Y8, A7): the delegation that each keeps on disk, the
 * gateway's own ingest on the LAN with its members' logs, what of them it sends on to the hub, and
 * a member's second link. Owns {@code state/delegation.json} and {@code state/site-floor}. Each
 * part runs on a context of its own.
 */
@NullMarked
package dev.homelab.edge.site;

import org.jspecify.annotations.NullMarked;
