package dev.homelab.world;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What bounds the fold's memory. All in log time, so that a rebuild forgets the same. */
final class FoldLimits {
  /** Resolved incidents leave after this long (SPEC). */
  static final Duration RESOLVED_FOR = Duration.ofDays(7);

  /** A log keeps a day more, since an incident's last word may be another log's. */
  static final Duration LOG_KEEPS = RESOLVED_FOR.plusDays(1);

  /** A condition that opens again within this time belongs to the same incident (RULES W1). */
  static final Duration SAME_INCIDENT = Duration.ofMinutes(30);

  /** Spells of one subject; the oldest two are joined beyond. */
  static final int MAX_SPELLS = 128;

  /** Events of one subject in an incident's timeline. */
  static final int MAX_REFS = 64;

  /** Ids that count as just seen (RULES L4); 512 at about 80 B is 40 kB a log. */
  static final int SEEN_IDS = 512;

  /** Statements of a node about one of its services; two within a minute count as one. */
  static final int MAX_STATEMENTS = 400;

  /** Open conditions of one log; those of a house with many lost entities fit. */
  static final int MAX_OPEN = 500;

  /** Actions, silences, … of one log, each: a small homelab's quarter of a year. */
  static final int MAX_FACTS = 2_000;

  /**
   * Actions are remembered longer than the files of ended ones are kept (SPEC: 90 days), so that no
   * id is used twice (RULES S4).
   */
  static final Duration ACTIONS_FOR = Duration.ofDays(100);

  /** Nothing has been wrong for longer than a log is kept. */
  private static final Duration LONGEST_SINCE = Duration.ofDays(366);

  /** Since when a condition holds that was stated so, or not at all, by a line of that time. */
  static Instant since(@Nullable Instant stated, Instant line) {
    boolean believed =
        stated != null && !stated.isAfter(line) && stated.isAfter(line.minus(LONGEST_SINCE));
    return believed ? Objects.requireNonNull(stated) : line;
  }

  /** A line's time, within its file's day and the one before: else it would age the world. */
  static Instant within(LocalDate day, Instant time) {
    Instant from = day.minusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant to = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    return time.isBefore(from) ? from : time.isAfter(to) ? to : time;
  }

  private FoldLimits() {}
}
