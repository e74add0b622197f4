package dev.homelab.hub;

import dev.homelab.event.NodeId;
import dev.homelab.hub.ingest.HubIngest;
import dev.homelab.hub.presence.Presence;
import dev.homelab.rules.Circumstances;
import dev.homelab.sync.ingest.NodeLink;
import dev.homelab.view.Link;
import dev.homelab.view.Reported;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How things stand with the nodes now, for decisions and for the screen. On the event loop. */
final class Nodes {
  private final Tally tally;
  private @Nullable HubIngest ingest;
  private @Nullable Presence presence;

  Nodes(Tally tally) {
    this.tally = tally;
  }

  /** Before this nothing is known of any node. */
  void opened(HubIngest served, Presence judged) {
    ingest = served;
    presence = judged;
  }

  boolean isOffline(NodeId node) {
    return presence != null && presence.isOffline(node);
  }

  boolean isIsolated() {
    return presence != null && presence.isIsolated();
  }

  /** Documents wait for a node. */
  void wake(NodeId node) {
    if (ingest != null) {
      ingest.wake(node);
    }
  }

  /**
   * A node's log is folded up to these lengths. From any thread.
   *
   * @param skipped how many of its lines meant nothing, of those read since the start
   */
  void folded(NodeId node, Map<LocalDate, Long> lengths, long skipped) {
    tally.skipped(node, skipped);
    tally.length(node, lengths.values().stream().mapToLong(Long::longValue).sum());
    if (ingest != null) {
      ingest.folded(node, lengths);
    }
  }

  /** How far each node's log can be relied on (RULES S1). */
  Map<NodeId, Circumstances.Knowledge> knowledge() {
    Map<NodeId, Circumstances.Knowledge> knowledge = new HashMap<>();
    for (NodeLink link : all()) {
      knowledge.put(
          link.node(),
          new Circumstances.Knowledge(
              link.caughtUp(), isOffline(link.node()), link.refused(), link.skew().ahead()));
    }
    return knowledge;
  }

  Map<NodeId, Link> links() {
    Map<NodeId, Link> links = new HashMap<>();
    for (NodeLink link : all()) {
      links.put(
          link.node(),
          new Link(
              link.heard(),
              link.caughtUp(),
              link.behindBytes(),
              tally.bytes(link.node()),
              link.skew().ahead().toMillis() / 1000.0,
              link.refused(),
              reported(link)));
    }
    return links;
  }

  /** Only while its log does not say it yet. */
  static Optional<Reported> reported(NodeLink link) {
    return link.caughtUp()
        ? Optional.empty()
        : link.poll().flatMap(poll -> Reported.read(poll.content().summary()));
  }

  List<NodeLink> all() {
    return ingest == null ? List.of() : ingest.links();
  }
}
