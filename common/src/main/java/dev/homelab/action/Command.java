package dev.homelab.action;

import java.time.Duration;

/** What can be asked of an action; {@link Lifecycle} says what comes of it. */
public sealed interface Command {

  /**
   * A person approves what was shown to them.
   *
   * @param hash of the proposal that was shown
   * @param note what they had to say; kept in the history
   */
  record Approve(String hash, String by, Way way, Duration validFor, String note)
      implements Command {}

  record Reject(String by, String reason) implements Command {}

  /** Withdraws it; {@code system} may do so only while it is pending (RULES S7). */
  record Cancel(String by, String reason) implements Command {}

  /** The executor's claim. */
  record Start() implements Command {}

  /** The condition no longer holds (RULES A10). */
  record NotNeeded(String observed) implements Command {}

  /** The approval is over (RULES A9). */
  record Expire() implements Command {}

  record Complete(Result result) implements Command {}

  record Fail(Result result) implements Command {}

  /** Every channel has the alert (RULES S7). */
  record Told() implements Command {}

  /** The hub has taken over what an edge decided alone (RULES N4). */
  record TakenOver() implements Command {}
}
