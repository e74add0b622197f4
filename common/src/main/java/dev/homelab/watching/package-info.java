/**
 * How nodes are watched: every threshold and interval of the watchers in one table, and the Home
 * Assistants to watch, as {@code inventory/watchers.yaml} states them. Plain values; no thread of
 * its own.
 */
@NullMarked
package dev.homelab.watching;

import org.jspecify.annotations.NullMarked;
