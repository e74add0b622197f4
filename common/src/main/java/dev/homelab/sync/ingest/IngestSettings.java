package dev.homelab.sync.ingest;

import dev.homelab.event.NodeId;
import java.time.Duration;

/**
 * How an upstream serves its nodes.
 *
 * @param self the node on which it runs; that node's log is under the same root and is not taken
 *     over the wire (RULES Y10)
 * @param workers threads for signatures and fsyncs: as many nodes' fsyncs run at once
 * @param bodyBytes of bodies in hand at once, of all nodes together; half of it is for those who
 *     have shown who they are
 * @param maxHold the longest that a poll is held
 * @param limits of each node
 */
public record IngestSettings(
    NodeId self, int workers, long bodyBytes, Duration maxHold, NodeLimits limits) {

  public static IngestSettings of(NodeId self) {
    return new IngestSettings(self, 8, 8L << 20, Duration.ofMinutes(10), NodeLimits.DEFAULT);
  }
}
