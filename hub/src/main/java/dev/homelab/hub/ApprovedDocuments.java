package dev.homelab.hub;

import dev.homelab.event.NodeId;
import dev.homelab.hub.approval.Approvals;
import dev.homelab.hub.ingest.HubIngest;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.Poll;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was approved or withdrawn for a node, at its poll (RULES A5). */
record ApprovedDocuments(Approvals approvals) implements HubIngest.Documents {
  @Override
  public String waiting(NodeId node, Poll poll) {
    return approvals.waiting(node);
  }

  @Override
  public Future<Delivery> deliver(NodeId node, Poll poll) {
    return approvals
        .documentsFor(node)
        .map(texts -> new Delivery(texts, List.of(), Optional.empty(), Map.of()));
  }
}
