package dev.homelab.log;

import dev.homelab.event.Event;

/**
 * A line that could be read.
 *
 * @param at where it begins
 * @param bytes of the line as it stands there
 */
public record LogLine(LogPosition at, int bytes, Event event) {}
