package dev.homelab.action;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a crash kept an action's last step from the log: files move before their events are
 * durable (RULES A1). Pure.
 */
public final class Untold {
  /** The world forgets ended actions with their incidents after this time (SPEC). */
  private static final Duration REMEMBERED = Duration.ofDays(7);

  private Untold() {}

  /**
   * Says whether the log is to be told.
   *
   * @param told the state of the action as the log tells it
   */
  public static boolean is(Action action, Optional<ActionState> told, Instant now) {
    if (told.isPresent()) {
      return action.state().isBeyond(told.get());
    }
    return action.state().isOpen()
        || (!action.history().isEmpty() && action.updated().isAfter(now.minus(REMEMBERED)));
  }
}
