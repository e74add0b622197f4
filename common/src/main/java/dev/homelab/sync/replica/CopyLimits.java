package dev.homelab.sync.replica;

/**
 * What the copy of one node's log may grow to (RULES Y9). Beyond it the log is refused until a
 * person decides, who gives as much again.
 *
 * @param newDays files of days begun in a day of ours
 * @param futureDays that lie more than two days ahead: a clock ahead writes some, until it is set
 * @param dayBytes of one day, all its generations
 * @param bytes of all days, all their generations
 */
public record CopyLimits(int newDays, int futureDays, long dayBytes, long bytes) {
  /** A year's backlog comes in a day; a node keeps less itself. */
  public static final CopyLimits DEFAULT = new CopyLimits(400, 30, 1L << 30, 16L << 30);
}
