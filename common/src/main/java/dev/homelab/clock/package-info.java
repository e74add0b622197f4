/**
 * The two clocks of a machine: the wall's, which people read and which may jump, and the one that
 * only runs on, by which whatever waits is counted. Plain values; no thread of its own.
 */
@NullMarked
package dev.homelab.clock;

import org.jspecify.annotations.NullMarked;
