package dev.homelab.hub;

import dev.homelab.event.NodeId;
import dev.homelab.hub.ingest.HubIngest;
import dev.homelab.sync.Delegation;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.Poll;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What waits for a node, and the delegation of its site where the node was given another, or where
 * none holds any more (RULES A7).
 */
record SiteDocuments(HubIngest.Documents others, Delegations delegations, InstantSource clock)
    implements HubIngest.Documents {
  @Override
  public String waiting(NodeId node, Poll poll) {
    return news(node, poll)
        .map(text -> others.waiting(node, poll) + " delegation:" + Delegation.nameOf(text))
        .orElseGet(() -> others.waiting(node, poll));
  }

  @Override
  public Future<Delivery> deliver(NodeId node, Poll poll) {
    Optional<String> news = news(node, poll);
    return others
        .deliver(node, poll)
        .map(delivery -> news.isEmpty() ? delivery : delivery.withDelegation(news));
  }

  private Optional<String> news(NodeId node, Poll poll) {
    String text = delegations.of(node, clock.instant());
    return Delegation.nameOf(text).equals(poll.content().held(Delegation.HELD).orElse(""))
        ? Optional.empty()
        : Optional.of(text);
  }
}
