/**
 * What happened: one event is one line of a node's log. Owns the event's fields, ids, names and
 * their JSON form; no I/O, no thread of its own.
 */
@NullMarked
package dev.homelab.event;

import org.jspecify.annotations.NullMarked;
