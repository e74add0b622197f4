package dev.homelab.edge.site;

import dev.homelab.event.NodeId;
import dev.homelab.sync.ingest.IngestSettings;
import dev.homelab.sync.ingest.NodeLimits;
import dev.homelab.sync.replica.CopyLimits;
import java.time.Duration;

/** What a gateway gives its members: a handful of nodes, in the memory of a small machine. */
final class SiteLimits {
  /** Signatures and fsyncs of a few nodes. */
  private static final int WORKERS = 2;

  /** Two full batches and what is small. */
  private static final long BODY_BYTES = 1 << 20;

  /** On a LAN a poll costs nothing, and the answer says how old the hub's word is (RULES N1). */
  static final Duration HOLD = Duration.ofSeconds(20);

  private SiteLimits() {}

  static IngestSettings of(NodeId self) {
    NodeLimits usual = NodeLimits.DEFAULT;
    CopyLimits copy =
        new CopyLimits(
            CopyLimits.DEFAULT.newDays(),
            CopyLimits.DEFAULT.futureDays(),
            CopyLimits.DEFAULT.dayBytes(),
            2 * CarriedDays.BYTES);
    return new IngestSettings(
        self,
        WORKERS,
        BODY_BYTES,
        HOLD,
        new NodeLimits(
            usual.bytes(),
            usual.longTerm(),
            usual.requests(),
            usual.atATime(),
            usual.bodyTime(),
            copy));
  }
}
