package dev.homelab.view;

import java.time.Instant;

/**
 * That a node is without its hub (RULES N1).
 *
 * @param since when the hub's word was last there
 * @param eventsWaiting how many of its events the hub does not have
 */
public record Alone(Instant since, long eventsWaiting) {}
