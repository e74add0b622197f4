package dev.homelab.hub;

import dev.homelab.event.NodeId;
import dev.homelab.hub.approval.Approvals;
import dev.homelab.hub.ingest.HubIngest;
import dev.homelab.hub.slice.Slices;
import dev.homelab.slice.SliceDocument;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.Poll;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * What waits for a node at its poll: what was approved or withdrawn for it (RULES A5), and its
 * slice where it holds another (RULES N3).
 */
record NodeDocuments(Approvals approvals, Slices slices) implements HubIngest.Documents {
  @Override
  public String waiting(NodeId node, Poll poll) {
    return approvals.waiting(node) + slices.waiting(node, held(poll));
  }

  @Override
  public Future<Delivery> deliver(NodeId node, Poll poll) {
    return approvals
        .documentsFor(node)
        .map(texts -> new Delivery(texts, List.of(), slices.deliver(node, held(poll)), Map.of()));
  }

  private static String held(Poll poll) {
    return poll.content().held(SliceDocument.HELD).orElse("");
  }
}
