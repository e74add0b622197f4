package dev.homelab.edge;

import dev.homelab.event.NodeId;
import dev.homelab.rules.Circumstances;
import dev.homelab.sync.ingest.NodeLink;
import dev.homelab.view.Link;
import dev.homelab.view.Reported;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How things stand between a gateway and the members of its site. */
record MemberLinks(Map<NodeId, NodeLink> links) {
  /** On a LAN a member polls every 20 s. */
  private static final Duration SILENT = Duration.ofMinutes(2);

  /** For the screen. */
  Map<NodeId, Link> shown() {
    return each(MemberLinks::shown);
  }

  private static Link shown(NodeLink link) {
    return new Link(
        link.heard(),
        link.caughtUp(),
        link.behindBytes(),
        0,
        link.skew().ahead().toMillis() / 1000.0,
        link.refused(),
        link.caughtUp()
            ? Optional.empty()
            : link.poll().flatMap(poll -> Reported.read(poll.content().summary())));
  }

  /** How far the members' logs can be relied on (RULES N1, S1). */
  Map<NodeId, Circumstances.Knowledge> knowledge() {
    return each(MemberLinks::knowledge);
  }

  private static Circumstances.Knowledge knowledge(NodeLink link) {
    return new Circumstances.Knowledge(
        link.caughtUp(), link.silence().compareTo(SILENT) > 0, link.refused(), link.skew().ahead());
  }

  private <T> Map<NodeId, T> each(Function<NodeLink, T> view) {
    return links.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, link -> view.apply(link.getValue())));
  }
}
