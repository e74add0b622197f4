/**
 * Reads the machine that the agent runs on: file systems, load, memory, temperature, traffic. Linux
 * only; from {@code /proc} and {@code /sys} without a fork where that will do. Blocks; for workers.
 */
@NullMarked
package dev.homelab.edge.host;

import org.jspecify.annotations.NullMarked;
