package dev.homelab.sync;

import dev.homelab.event.NodeId;

/**
 * Who has a session with whom.
 *
 * @param nodeKey fingerprint of the node's key
 * @param upstreamKey fingerprint of the upstream's key
 */
public record Parties(NodeId node, String nodeKey, String upstreamKey) {}
