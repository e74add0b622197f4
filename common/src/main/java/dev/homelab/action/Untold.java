package dev.homelab.action;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a crash kept an action's last step from the log: files move before their events are
 * durable (RULES A1). Pure.
 */
public final class Untold {
  /** The world forgets ended actions with their incidents after this time (SPEC). */
  public static final Duration REMEMBERED = Duration.ofDays(7);

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
        || (!action.history().isEmpty() && newest(action).isAfter(now.minus(REMEMBERED)));
  }

  /** A clock may have been wrong at the last step; it was right at one of these, most likely. */
  private static Instant newest(Action action) {
    return Stream.concat(
            Stream.of(action.updated(), action.proposal().created()),
            action.history().stream().map(Transition::at))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }
}
