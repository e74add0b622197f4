package dev.homelab.sync.ingest;

import dev.homelab.event.NodeId;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.LengthsAnswer;
import dev.homelab.sync.PollAnswer;
import dev.homelab.sync.Signed;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.Versions;
import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SortedMap;

/** Signs what steers a node, each with a version of its own (RULES Y7). On a worker. */
record Signer(SigningKey key, Versions versions, InstantSource clock, IngestHost host) {

  Signed answer(NodeId node, String nonce, Delivery delivery) throws IOException {
    return new PollAnswer(node, nonce, versions.next(), clock.instant(), host.hubAge(), delivery)
        .sign(key);
  }

  Signed lengths(String nonce, SortedMap<LocalDate, Long> wanted, Optional<String> refused)
      throws IOException {
    return new LengthsAnswer(wanted, host.floor(), refused, versions.next()).sign(nonce, key);
  }
}
