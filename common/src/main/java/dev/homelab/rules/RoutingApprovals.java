package dev.homelab.rules;

import dev.homelab.action.ActionKind;
import dev.homelab.action.ApprovalRules;
import dev.homelab.action.Proposal;
import dev.homelab.action.Way;
import dev.homelab.event.NodeId;
import dev.homelab.routing.KindRow;
import dev.homelab.routing.Routing;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Which kind may be approved in which way, and for how long, as {@code routing.yaml} says (RULES
 * A9, A12).
 *
 * @param offline whether a node does not answer now; its approvals hold longer
 */
public record RoutingApprovals(Supplier<Routing> routing, Predicate<NodeId> offline)
    implements ApprovalRules {

  @Override
  public boolean allows(ActionKind kind, Way way) {
    return ways(kind).contains(way.text());
  }

  /** The ways in which a kind may be approved. */
  public Set<String> ways(ActionKind kind) {
    return row(kind).map(KindRow::ways).orElse(Set.of());
  }

  @Override
  public Duration validity(Proposal proposal) {
    if (offline.test(proposal.subject().node())) {
      return routing.get().settings().validityOffline();
    }
    return row(proposal.kind()).map(KindRow::validity).orElse(Duration.ofHours(1));
  }

  private Optional<KindRow> row(ActionKind kind) {
    return Optional.ofNullable(routing.get().kinds().get(kind.text()));
  }
}
