/**
 * An upstream's byte-exact copy of a node's log (RULES Y1 to Y5): the decision about each batch,
 * the files {@code events/<day>/<node>/events*.jsonl} of other nodes under an upstream's root, and
 * {@code state/sync/<node>.json}. Blocks; runs on the workers of the ingest.
 */
@NullMarked
package dev.homelab.sync.replica;

import org.jspecify.annotations.NullMarked;
