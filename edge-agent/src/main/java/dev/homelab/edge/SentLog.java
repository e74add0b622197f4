package dev.homelab.edge;

import dev.homelab.edge.uplink.Uplink;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.Sequence;
import java.util.function.Supplier;

/** The node's own log as it is sent: one sequence of its statements, whoever they are made to. */
record SentLog(Ground ground, Sequence sequence) {
  SentLog(Ground ground) {
    this(ground, new Sequence(ground.clock()));
  }

  /** What each uplink to one and the same upstream is made of. */
  Supplier<Uplink.Parts> toOneUpstream() {
    Nonces nonces = new Nonces(ground.clock());
    return () ->
        new Uplink.Parts(
            ground.vertx(),
            ground.disk().forOwnerOnly(),
            ground.root(),
            ground.node(),
            ground.files().key(),
            ground.files().log(),
            sequence,
            nonces,
            ground.clock());
  }
}
