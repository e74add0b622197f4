/**
 * A node's log: one file a day, one JSON object a line, appended to by many writers (RULES L). Owns
 * writing, closing torn tails, reading in order and what is durable. Everything here blocks and
 * runs on one worker, but for its event-loop side: {@link dev.homelab.log.LogWriter}, and the parts
 * {@link dev.homelab.log.LogKeeper} and {@link dev.homelab.log.LogGrowth}.
 */
@NullMarked
package dev.homelab.log;

import org.jspecify.annotations.NullMarked;
