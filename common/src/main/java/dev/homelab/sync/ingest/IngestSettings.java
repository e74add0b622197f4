package dev.homelab.sync.ingest;

import dev.homelab.event.NodeId;
import java.time.Duration;

/**
 * How an upstream serves its nodes.
 *
 * @param self the node on which it runs; that node's log is under the same root and is not taken
 *     over the wire (RULES Y10)
 * @param workers threads for signatures and fsyncs: as many nodes' fsyncs run at once
 * @param bodies in hand at once, of all nodes together; each has at most 288 KiB
 * @param maxHold the longest that a poll is held
 * @param limits of each node
 */
public record IngestSettings(
    NodeId self, int workers, int bodies, Duration maxHold, NodeLimits limits) {

  public static IngestSettings of(NodeId self) {
    return new IngestSettings(self, 8, 64, Duration.ofMinutes(10), NodeLimits.DEFAULT);
  }
}
