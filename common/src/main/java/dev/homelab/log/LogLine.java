package dev.homelab.log;

import dev.homelab.event.Event;

/**
 * A line that could be read.
 *
 * @param at where it begins
 */
public record LogLine(LogPosition at, Event event) {}
