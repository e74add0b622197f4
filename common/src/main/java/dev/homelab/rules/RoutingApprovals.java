package dev.homelab.rules;

import dev.homelab.action.ActionKind;
import dev.homelab.action.ApprovalRules;
import dev.homelab.action.Proposal;
import dev.homelab.action.Way;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Site;
import dev.homelab.routing.KindRow;
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
public record RoutingApprovals(Supplier<Inventory> inventory, Predicate<NodeId> offline)
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
    return offline.test(proposal.subject().node())
        ? inventory.get().routing().settings().validityOffline()
        : usual(proposal.kind(), proposal.subject().node());
  }

  /** How long an approval holds on a node that answers: as its site says, else as the kind. */
  public Duration usual(ActionKind kind, NodeId node) {
    return inventory
        .get()
        .site(node)
        .flatMap(Site::validity)
        .or(() -> row(kind).map(KindRow::validity))
        .orElse(Duration.ofHours(1));
  }

  private Optional<KindRow> row(ActionKind kind) {
    return Optional.ofNullable(inventory.get().routing().kinds().get(kind.text()));
  }
}
