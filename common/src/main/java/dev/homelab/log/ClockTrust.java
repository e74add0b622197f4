package dev.homelab.log;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;

/**
 * Whether a clock is to be believed, and which days of a log lie in the future (RULES L9). Pure.
 */
public final class ClockTrust {
  /** A clock that is set back by less is slewed, not wrong. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  /** Lines wait this long for a clock before they are written to the newest day all the same. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  /** A clock that was ahead by more has written days that are not to be gone on with. */
  private static final Duration AHEAD = Duration.ofDays(1);

  private ClockTrust() {}

  /**
   * A clock before the day on which this was built, or before what it wrote itself, is wrong.
   *
   * @param newest the newest time that this agent has written, or the beginning of the log's newest
   *     day that holds anything
   */
  public static boolean isBelieved(Instant now, Instant built, Instant newest) {
    return !now.isBefore(built) && !now.isBefore(newest.minus(TOLERANCE));
  }

  /**
   * The days that a clock which was ahead has written, as soon as the right time is known from the
   * hub and the own clock agrees with it; empty where there is none.
   */
  public static List<LocalDate> ahead(Collection<LocalDate> written, Instant hub, Instant own) {
    if (Duration.between(hub, own).abs().compareTo(AHEAD) > 0) {
      return List.of();
    }
    LocalDate last = LocalDate.ofInstant(hub.plus(AHEAD), ZoneOffset.UTC);
    return written.stream().filter(day -> day.isAfter(last)).sorted().toList();
  }
}
