/**
 * A node's connection to an upstream: sends the log's bytes and polls (RULES Y). Owns {@code
 * state/uplink/}. Runs on one context, with one worker of its own for files and signatures.
 */
@NullMarked
package dev.homelab.edge.uplink;

import org.jspecify.annotations.NullMarked;
