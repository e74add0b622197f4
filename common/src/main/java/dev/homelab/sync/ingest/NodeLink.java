package dev.homelab.sync.ingest;

import dev.homelab.event.NodeId;
import dev.homelab.sync.ClockSkew;
import dev.homelab.sync.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How things stand with a node at this moment.
 *
 * @param heard when it spoke last, by our clock
 * @param unheard how long ago that was, whether we were serving or not
 * @param silence for how long it has not spoken, counted only while we were serving (RULES W8);
 *     zero while a poll is held
 * @param caughtUp RULES Y6
 * @param behindBytes what it has stated and we have not folded
 * @param refused why its log is not taken, where that is so
 * @param poll the last one
 */
public record NodeLink(
    NodeId node,
    Optional<Instant> heard,
    Optional<Duration> unheard,
    Duration silence,
    ClockSkew skew,
    boolean caughtUp,
    long behindBytes,
    Optional<String> refused,
    Optional<Poll> poll) {}
