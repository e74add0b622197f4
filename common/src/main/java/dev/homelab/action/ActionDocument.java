package dev.homelab.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the hub tells a node about an action, as JSON inside the signed answer to a poll (RULES A5,
 * A7): {@code document} ({@code approve}, {@code cancel} or {@code reject}), {@code action_id,
 * hash, proposal, by}, and {@code way, seconds_left}, {@code reason, end_as} or {@code reason}. Its
 * freshness is the answer's nonce.
 */
public sealed interface ActionDocument {
  Proposal proposal();

  /** Who approved or cancelled. */
  String by();

  default ActionId id() {
    return proposal().id();
  }

  /** An approval; with no time left it only asks the node to end what it may hold. */
  record ApprovalDocument(Proposal proposal, Way way, String by, Duration left)
      implements ActionDocument {}

  /**
   * Ends what the node may hold of it; wins only before the claim to {@code running}.
   *
   * @param as {@code cancelled}; of what the node proposed also {@code rejected} by a person, or
   *     {@code failed} where its approval was over before it could be delivered
   */
  record CancelDocument(Proposal proposal, String by, String reason, ActionState as)
      implements ActionDocument {}

  /**
   * A person at the site's gateway has rejected it: from the gateway, or from the hub that read it
   * in the gateway's log. Ends also what was approved, as long as it has not started.
   */
  record RejectDocument(Proposal proposal, String by, String reason) implements ActionDocument {}

  default String json() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("document", word());
    map.put("action_id", id().text());
    map.put("hash", proposal().hash());
    map.put("by", by());
    switch (this) {
      case ApprovalDocument approval -> {
        map.put("way", approval.way().text());
        map.put("seconds_left", Math.max(0, approval.left().toSeconds()));
      }
      case CancelDocument cancel -> {
        map.put("reason", cancel.reason());
        map.put("end_as", cancel.as().text());
      }
      case RejectDocument reject -> map.put("reason", reject.reason());
    }
    map.put("proposal", proposal().text());
    return EventJson.text(map);
  }

  private String word() {
    return switch (this) {
      case ApprovalDocument _ -> "approve";
      case CancelDocument _ -> "cancel";
      case RejectDocument _ -> "reject";
    };
  }

  /** Reads a document; its hash must be its proposal's. */
  static ActionDocument parse(String json) throws MalformedAction {
    try {
      Map<String, Object> map = EventJson.parse(json);
      Proposal proposal = ProposalJson.parse(text(map, "proposal"));
      if (!proposal.hash().equals(text(map, "hash"))
          || !proposal.id().text().equals(text(map, "action_id"))) {
        throw new MalformedAction("action_id or hash is not that of the proposal");
      }
      return switch (text(map, "document")) {
        case "approve" ->
            new ApprovalDocument(
                proposal,
                Way.read(text(map, "way")).orElseThrow(() -> new MalformedAction("way is unknown")),
                text(map, "by"),
                Duration.ofSeconds(Values.number(map, "seconds_left", 0)));
        case "cancel" ->
            new CancelDocument(
                proposal, text(map, "by"), text(map, "reason"), endAs(text(map, "end_as")));
        case "reject" -> new RejectDocument(proposal, text(map, "by"), text(map, "reason"));
        default -> throw new MalformedAction("document must be approve, cancel or reject");
      };
    } catch (JsonProcessingException malformed) {
      throw new MalformedAction("no JSON object: " + malformed.getOriginalMessage());
    }
  }

  private static ActionState endAs(String word) throws MalformedAction {
    return switch (word) {
      case "cancelled" -> ActionState.CANCELLED;
      case "rejected" -> ActionState.REJECTED;
      case "failed" -> ActionState.FAILED;
      default -> throw new MalformedAction("end_as must be cancelled, rejected or failed");
    };
  }

  private static String text(Map<String, Object> map, String key) throws MalformedAction {
    String text = Values.text(map, key);
    if (text == null) {
      throw new MalformedAction(key + " is missing");
    }
    return text;
  }
}
