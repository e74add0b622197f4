package dev.homelab.edge.uplink;

import dev.homelab.supervision.Worker;
import dev.homelab.sync.VerifyKey;

/**
 * What an uplink's two loops share: one sends the log, the other polls.
 *
 * @param work for signatures and the uplink's own file
 * @param logWork the log's own worker, shared by its name with whoever appends
 * @param upstream the upstream's key
 */
record Line(
    Wire wire,
    Worker work,
    Worker logWork,
    Outbox outbox,
    VerifyKey upstream,
    UplinkSettings settings,
    AcknowledgedLengths acknowledged) {}
