package dev.homelab.action;

import java.time.Duration;
import java.time.Instant;

/**
 * How long an approval still holds (RULES A9), pure. It travels as seconds left and is counted
 * monotonically; after a restart by the wall clock, once that is believed.
 */
public sealed interface Validity {

  /** What an approval is worth at a moment. */
  enum Answer {
    VALID,
    EXPIRED,
    /** The wall clock is needed and is not believed yet: the action waits. */
    WAIT
  }

  /** Counted in this process since it was given. */
  record Counted(long deadlineNanos) implements Validity {}

  /** Read from the ledger after a restart. */
  record Recovered(Instant until, Duration whole) implements Validity {}

  /** One moment on all clocks. */
  record Reading(Instant wall, long nanos, boolean wallBelieved) {}

  static Validity given(Duration left, Reading now) {
    return new Counted(now.nanos() + left.toNanos());
  }

  default Answer at(Reading now) {
    return switch (this) {
      case Counted(long deadline) -> deadline - now.nanos() > 0 ? Answer.VALID : Answer.EXPIRED;
      case Recovered(Instant until, Duration whole) -> {
        if (!now.wallBelieved()) {
          yield Answer.WAIT;
        }
        boolean impossible = until.isAfter(now.wall().plus(whole));
        yield until.isAfter(now.wall()) && !impossible ? Answer.VALID : Answer.EXPIRED;
      }
    };
  }

  /**
   * What is left, for a document; zero or less when it is over, and for as long as the clock that
   * would say is not believed.
   */
  default Duration left(Reading now) {
    return switch (this) {
      case Counted(long deadline) -> Duration.ofNanos(deadline - now.nanos());
      case Recovered(Instant until, Duration _) ->
          at(now) == Answer.VALID ? Duration.between(now.wall(), until) : Duration.ZERO;
    };
  }
}
