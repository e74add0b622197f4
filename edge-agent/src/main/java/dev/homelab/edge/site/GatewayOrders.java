package dev.homelab.edge.site;

import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionDocument.RejectDocument;
import dev.homelab.action.MalformedAction;
import dev.homelab.action.Way;
import dev.homelab.sync.Delegation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which documents out of a gateway's own answer a member follows (RULES A7): those about kinds of
 * actions that the hub's delegation, while it holds, gives to the gateway, and rejections of any,
 * since nothing runs by them. That the answer is signed by the gateway's key, for this node and
 * this poll, was checked before. Pure.
 *
 * @param refused why each of the others is not followed
 */
record GatewayOrders(List<String> permitted, List<String> refused) {

  /**
   * @param delegation the one that holds now
   */
  static GatewayOrders of(Optional<Delegation> delegation, List<String> documents) {
    List<String> permitted = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (String text : documents) {
      Optional<String> why = refusal(delegation, text);
      if (why.isEmpty()) {
        permitted.add(text);
      } else {
        refused.add(why.get());
      }
    }
    return new GatewayOrders(List.copyOf(permitted), List.copyOf(refused));
  }

  private static Optional<String> refusal(Optional<Delegation> delegation, String text) {
    if (delegation.isEmpty()) {
      return Optional.of("no delegation holds");
    }
    try {
      ActionDocument document = ActionDocument.parse(text);
      if (document instanceof RejectDocument) {
        return Optional.empty();
      }
      String kind = document.proposal().kind().text();
      if (document instanceof ActionDocument.ApprovalDocument approval
          && approval.way() != Way.LOCAL) {
        return Optional.of(
            "a gateway gives local approvals only, not by %s: %s"
                .formatted(approval.way().text(), document.id()));
      }
      return delegation.get().kinds().contains(kind)
          ? Optional.empty()
          : Optional.of("the delegation does not give it " + kind + ": " + document.id());
    } catch (MalformedAction malformed) {
      return Optional.of(malformed.why());
    }
  }
}
