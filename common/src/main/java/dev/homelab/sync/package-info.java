/**
 * The protocol between a node and its upstream: what is exchanged, how it is framed and signed, and
 * the decisions about it (RULES Y). Owns the keys, the registry of nodes and enrolment. Records and
 * pure functions, except for the classes that say which file they own; those block and run on
 * workers.
 */
@NullMarked
package dev.homelab.sync;

import org.jspecify.annotations.NullMarked;
