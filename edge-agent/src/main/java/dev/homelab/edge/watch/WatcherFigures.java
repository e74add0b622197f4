package dev.homelab.edge.watch;

import java.time.Duration;
import java.time.Instant;

/**
 * How a watcher fares.
 *
 * @param looks since the agent's start
 * @param blind looks that saw nothing, since then
 * @param at the latest look
 * @param took the latest look
 * @param held conditions that it holds open
 */
public record WatcherFigures(
    String name, long looks, long blind, Instant at, Duration took, int held) {}
