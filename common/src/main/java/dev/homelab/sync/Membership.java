package dev.homelab.sync;

import dev.homelab.event.NodeId;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Whose keys an upstream knows: the hub's {@link NodeRegistry}, or at a gateway those that the
 * hub's delegation names. Reading never blocks.
 */
public interface Membership {
  /** Whoever has or had this key. */
  Optional<Member> byKey(String fingerprint);

  /** The node with its live key. */
  Optional<Member> live(NodeId node);

  /** Makes a node known, where that is done here; blocks. */
  NodeRegistry.Enrolment enrol(EnrolmentRequest request, VerifyKey upstream, Instant now)
      throws IOException;
}
