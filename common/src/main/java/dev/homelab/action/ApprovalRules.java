package dev.homelab.action;

import java.time.Duration;

/** What {@code routing.yaml} says of approvals. */
public interface ApprovalRules {
  /** Whether this kind may be approved in this way (RULES A12). */
  boolean allows(ActionKind kind, Way way);

  /** How long an approval would hold that is given now (RULES A9). */
  Duration validity(Proposal proposal);
}
