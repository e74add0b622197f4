package dev.homelab.world;

import java.time.Duration;

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

  private FoldLimits() {}
}
