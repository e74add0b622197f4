package dev.homelab.edge.site;

import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionDocument.ApprovalDocument;
import dev.homelab.action.ActionDocument.CancelDocument;
import dev.homelab.action.ActionDocument.RejectDocument;
import dev.homelab.action.ActionState;
import dev.homelab.action.ApprovalRules;
import dev.homelab.action.MalformedAction;
import dev.homelab.action.Proposal;
import dev.homelab.action.Way;
import dev.homelab.event.NodeId;
import dev.homelab.sync.Delegation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which documents out of a gateway's own answer a member follows (RULES A7): those about kinds of
 * actions that the hub's delegation, while it holds, gives to the gateway, and rejections of any,
 * since nothing runs by them. An approval holds for no longer than one on the member itself would,
 * and who gave it is written as said at that gateway, whatever the gateway calls him. That the
 * answer is signed by the gateway's key, for this node and this poll, was checked before. Pure.
 *
 * @param refused why each of the others is not followed
 */
record GatewayOrders(List<String> permitted, List<String> refused) {
  private static final int LONGEST_NAME = 40;
  private static final int LONGEST_REASON = 500;

  /**
   * @param delegation the one that holds now
   * @param rules the member's own
   */
  static GatewayOrders of(
      Optional<Delegation> delegation, ApprovalRules rules, List<String> documents) {
    List<String> permitted = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (String text : documents) {
      try {
        ActionDocument document = ActionDocument.parse(text);
        Optional<String> why = refusal(delegation, document);
        if (why.isEmpty()) {
          permitted.add(limited(document, delegation.orElseThrow(), rules).json());
        } else {
          refused.add(why.get());
        }
      } catch (MalformedAction malformed) {
        refused.add(malformed.why());
      }
    }
    return new GatewayOrders(List.copyOf(permitted), List.copyOf(refused));
  }

  private static Optional<String> refusal(
      Optional<Delegation> delegation, ActionDocument document) {
    if (delegation.isEmpty()) {
      return Optional.of("no delegation holds");
    }
    if (document instanceof RejectDocument) {
      return Optional.empty();
    }
    if (document instanceof ApprovalDocument approval && approval.way() != Way.LOCAL) {
      return Optional.of(
          "a gateway gives local approvals only, not by %s: %s"
              .formatted(approval.way().text(), document.id()));
    }
    String kind = document.proposal().kind().text();
    return delegation.get().kinds().contains(kind)
        ? Optional.empty()
        : Optional.of("the delegation does not give it " + kind + ": " + document.id());
  }

  private static ActionDocument limited(
      ActionDocument document, Delegation delegation, ApprovalRules rules) {
    String by = saidAt(delegation.gateway(), document.by());
    return switch (document) {
      case ApprovalDocument(Proposal proposal, Way way, String _, Duration left) -> {
        Duration most = rules.validity(proposal);
        yield new ApprovalDocument(proposal, way, by, left.compareTo(most) < 0 ? left : most);
      }
      case CancelDocument(Proposal proposal, String _, String reason, ActionState as) ->
          new CancelDocument(proposal, by, reason, as);
      case RejectDocument(Proposal proposal, String _, String reason) ->
          new RejectDocument(proposal, by, cut(reason, LONGEST_REASON));
    };
  }

  /** Who, as the gateway names him, and where: {@code local@chelsty-infra}. */
  private static String saidAt(NodeId gateway, String who) {
    return cut(who, LONGEST_NAME) + "@" + gateway;
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
