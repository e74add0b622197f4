package dev.homelab.sync.replica;

/**
 * What is to be done with a batch about a day of which we hold something (RULES Y3 to Y5). Pure.
 *
 * <pre>
 *            0          certain            length
 *  our copy  |=============|.................|        "." may be cut back: written, but not known
 *  a batch          |------------------|--------->        to be durable before an unclean stop
 *                 offset    overlap       new
 * </pre>
 *
 * <table>
 * <caption>First row that holds</caption>
 * <tr><td>it begins behind our end</td><td>{@link AskFrom} the certain end</td></tr>
 * <tr><td>what is before it differs, and it begins in the uncertain part</td>
 *     <td>{@link AskFrom} the certain end</td></tr>
 * <tr><td>what is before it or what overlaps differs below the certain end, or the node's day is
 *     shorter than that</td><td>{@link Diverged}; {@link Stale} when the statement is an old
 *     one</td></tr>
 * <tr><td>it differs, or the node's day ends, in the uncertain part</td><td>{@link CutBack}</td></tr>
 * <tr><td>it holds nothing new</td><td>{@link Nothing}</td></tr>
 * <tr><td>else</td><td>{@link Append} what is new</td></tr>
 * </table>
 */
public sealed interface Reconcile {
  /** Our copy already has all of it. */
  record Nothing() implements Reconcile {}

  /** The batch's bytes from {@code skip} on are new. */
  record Append(int skip) implements Reconcile {}

  /** Our copy is cut to {@code keep} bytes; the batch's bytes from {@code skip} on follow. */
  record CutBack(long keep, int skip) implements Reconcile {}

  /** Nothing is taken; the node is to send from here. */
  record AskFrom(long offset) implements Reconcile {}

  /** Our copy is closed and kept; a new one starts from the node's bytes. */
  record Diverged(String reason) implements Reconcile {}

  /** It says nothing about the log as it is now. */
  record Stale() implements Reconcile {}

  /**
   * Our copy of the day.
   *
   * @param certain below it, bytes are never cut
   */
  record Held(long length, long certain) {}

  /**
   * A batch as compared with our copy.
   *
   * @param count its bytes
   * @param statedEnd the end of the day that the node states; beyond all where it is not the node
   *     that says it
   * @param isCurrent whether no newer statement about this log has been heard
   * @param prefixEqual whether our bytes before the offset have its checksum
   * @param overlapEqual how many of the overlapping bytes are equal, from the first on
   */
  record Compared(
      long offset,
      int count,
      long statedEnd,
      boolean isCurrent,
      boolean prefixEqual,
      int overlapEqual) {}

  static Reconcile decide(Held held, Compared batch) {
    if (batch.offset() > held.length()) {
      return new AskFrom(held.certain());
    }
    if (!batch.prefixEqual()) {
      return batch.offset() > held.certain()
          ? new AskFrom(held.certain())
          : conviction(batch, "the bytes before offset " + batch.offset() + " differ");
    }
    int overlap = (int) Math.min(batch.count(), held.length() - batch.offset());
    long same = batch.offset() + batch.overlapEqual();
    if (batch.overlapEqual() < overlap) {
      return same < held.certain() || !batch.isCurrent()
          ? conviction(batch, "the bytes at offset " + same + " differ")
          : new CutBack(same, batch.overlapEqual());
    }
    if (batch.isCurrent() && batch.statedEnd() < held.length()) {
      return batch.statedEnd() < held.certain()
          ? new Diverged(shorter(batch.statedEnd(), held.length()))
          : new CutBack(batch.statedEnd(), batch.count());
    }
    return batch.count() == overlap ? new Nothing() : new Append(overlap);
  }

  /** What a statement alone means: the day ends there at the node. */
  static Reconcile decide(Held held, long statedEnd, boolean isCurrent) {
    if (isCurrent && statedEnd < held.certain()) {
      return new Diverged(shorter(statedEnd, held.length()));
    }
    if (isCurrent && statedEnd < held.length()) {
      return new CutBack(statedEnd, 0);
    }
    return held.certain() < statedEnd ? new AskFrom(held.certain()) : new Nothing();
  }

  private static Reconcile conviction(Compared batch, String reason) {
    return batch.isCurrent() ? new Diverged(reason) : new Stale();
  }

  private static String shorter(long theirs, long ours) {
    return "the node's day has " + theirs + " bytes, the copy " + ours;
  }
}
