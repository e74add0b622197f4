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

  /** Subjects of one log that stay when some have to go: all that may have something open. */
  static final int KEPT_SUBJECTS = MAX_OPEN;

  /** Beyond, some go: many at once, so that whoever floods pays for no sorting each. */
  static final int MAX_SUBJECTS = KEPT_SUBJECTS + 200;

  /** Ended spells of one log. */
  static final int MAX_ENDED = 2_000;

  /** Events in the timelines of one log: 3 MB, should all be as long as they may. */
  static final int MAX_REFS_OF_LOG = 4_000;

  static final int MAX_STATEMENTS_OF_LOG = 20_000;

  /** Characters that the spells of one log say beyond the short of each. */
  static final long MAX_TEXT = 2L << 20;

  /** Of a type, a source, a service, an id. */
  static final int MAX_NAME = 200;

  /** What an action may be for: three names for each condition of an alert. */
  static final int MAX_TRIGGERS = 200;

  /** Services that one line may be about. */
  static final int MAX_NAMES = 50;

  /** Actions of one log: a small homelab's quarter of a year. */
  static final int MAX_ACTIONS = 2_000;

  /** Deployments, silences, … of one log, each. */
  static final int MAX_FACTS = 500;

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

  static boolean isName(String text) {
    return text.length() <= MAX_NAME;
  }

  private FoldLimits() {}
}
