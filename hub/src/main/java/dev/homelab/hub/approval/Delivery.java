package dev.homelab.hub.approval;

import dev.homelab.action.Action;
import dev.homelab.action.ActionState;
import dev.homelab.action.Way;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far an approval has got on its way to its node (RULES A5).
 *
 * @param intent who was approving when the file had not moved yet
 * @param offered whether it may have been put into an answer
 * @param accepted whether the node has named it
 * @param withdrawal who wants it back after it may have been delivered
 */
record Delivery(
    Optional<Intent> intent, boolean offered, boolean accepted, Optional<Withdrawal> withdrawal) {
  static final Delivery NONE = new Delivery(Optional.empty(), false, false, Optional.empty());

  /**
   * What a person approved, and what the journal vouches for: a file among the approved that says
   * anything else was put there by a hand.
   */
  record Intent(Way way, String by, String hash, Duration validFor) {
    boolean isOf(Action action) {
      return action
          .approval()
          .filter(it -> it.hash().equals(action.hash()) && it.hash().equals(hash))
          .filter(it -> it.way() == way && it.by().equals(by) && it.validFor().equals(validFor))
          .isPresent();
    }
  }

  /**
   * Who wants it back.
   *
   * @param onSite whether a person at the site's gateway rejected it, so that its node is to reject
   *     it, too; else it is to be cancelled
   */
  record Withdrawal(String by, String reason, boolean onSite) {}

  Delivery withIntent(Intent given) {
    return new Delivery(Optional.of(given), offered, accepted, withdrawal);
  }

  Delivery withoutIntent() {
    return new Delivery(Optional.empty(), offered, accepted, withdrawal);
  }

  Delivery asOffered() {
    return new Delivery(intent, true, accepted, withdrawal);
  }

  Delivery asAccepted() {
    return new Delivery(intent, offered, true, withdrawal);
  }

  Delivery withWithdrawal(Withdrawal wanted) {
    return new Delivery(intent, offered, accepted, Optional.of(wanted));
  }

  /** What a person is told of it, or null where there is nothing to tell. */
  @Nullable String words(Action action, boolean expired) {
    if (action.state() == ActionState.RUNNING) {
      return "running";
    }
    if (action.state() != ActionState.APPROVED) {
      return null;
    }
    if (withdrawal.isPresent()) {
      return withdrawal.get().onSite()
          ? "rejected on the site, the node decides"
          : "cancellation asked for, the node decides";
    }
    if (accepted) {
      return "accepted";
    }
    if (!offered) {
      return "waiting for the node's next poll";
    }
    return expired ? "delivery unknown" : "delivered, not yet accepted";
  }
}
