package dev.homelab.sync.ingest;

import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.CaughtUp;
import dev.homelab.sync.ClockSkew;
import dev.homelab.sync.PassedPoll;
import dev.homelab.sync.Poll;
import dev.homelab.sync.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known in memory about one node: when it was heard, its ends of log, its clock. */
final class NodeDesk {
  /** What changed with a statement. */
  enum SkewChange {
    NONE,
    OPENED,
    ENDED
  }

  private final NodeId node;
  private final SortedMap<LocalDate, Long> ends = new TreeMap<>();
  private final SortedMap<LocalDate, Long> folded = new TreeMap<>();
  private long sequence = -1;
  private boolean spoken;
  private @Nullable LogIdentity identity;
  private CaughtUp caughtUp = CaughtUp.UNKNOWN;
  private boolean wasCaughtUp;
  private ClockSkew skew;
  private Duration heard = Duration.ZERO;

  /** Until when it was there, as far as is known: heard, or on the line. */
  private Duration there = Duration.ZERO;

  private @Nullable Instant heardAt;

  /** When a poll that was passed on came for the first time. */
  private record First(long sequence, Duration at) {}

  private First firstPassed = new First(-1, Duration.ZERO);
  private @Nullable Poll poll;
  private Optional<String> refused;
  private boolean revoked;
  private boolean refusalTold;

  /**
   * A desk for a node that has not spoken yet.
   *
   * @param before what is open about it since before the start: its end is still to be told
   */
  NodeDesk(NodeId node, IngestHost.Told before) {
    this.node = node;
    this.refused = before.refused();
    this.refusalTold = before.refused().isPresent();
    this.skew = before.skewed() ? ClockSkew.UNKNOWN.asOpen() : ClockSkew.UNKNOWN;
  }

  /**
   * Notes a statement; one that is older than the last says nothing.
   *
   * @param itself whether the node says it; else its gateway, which may lag behind: once the node
   *     itself has spoken, that takes nothing back
   * @param floor the oldest day that this root keeps: of what is older nothing is waited for
   */
  synchronized void state(Statement statement, boolean itself, LocalDate floor, Duration now) {
    if (statement.sequence() < sequence) {
      return;
    }
    sequence = statement.sequence();
    boolean another = !statement.identity().equals(identity);
    spoken = itself || (spoken && !another);
    if (another || (statement.completeFrom().isPresent() && (itself || !spoken))) {
      ends.clear();
    }
    identity = statement.identity();
    boolean lags = spoken && !itself;
    statement.ends().forEach((day, end) -> ends.merge(day, end, lags ? Math::max : (a, b) -> b));
    dropBelow(statement.floor());
    dropBelow(floor);
    dropFolded();
    dropBeyondMost();
    caughtUp = caughtUp.with(new TreeMap<>(ends), now);
  }

  private void dropBelow(LocalDate floor) {
    ends.headMap(floor).clear();
    folded.headMap(floor).clear();
  }

  /**
   * Incomplete statements add to one another: of all together the newest days are kept that one may
   * list (RULES Y9). Those of the future stay, however far: a clock ahead may have written them.
   */
  private void dropBeyondMost() {
    while (ends.size() > Statement.MAX_DAYS) {
      ends.remove(ends.firstKey());
    }
  }

  /** Days that are folded as far as the node has them need not be asked for again. */
  private void dropFolded() {
    if (ends.size() > 2) {
      LocalDate newest = ends.lastKey();
      ends.entrySet()
          .removeIf(
              end ->
                  end.getKey().isBefore(newest)
                      && folded.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }
  }

  /** Of the newest statement, -1 at first. */
  synchronized long sequence() {
    return sequence;
  }

  /** Notes that the node itself has spoken, and its clock. */
  synchronized SkewChange heard(Instant theirClock, Instant ourClock, Duration now) {
    heard = now;
    there = now;
    heardAt = ourClock;
    boolean before = skew.open();
    skew = skew.with(theirClock, ourClock);
    if (before == skew.open()) {
      return SkewChange.NONE;
    }
    return skew.open() ? SkewChange.OPENED : SkewChange.ENDED;
  }

  /**
   * Its gateway heard it when that says, and no later than when the poll was first passed on: the
   * same one shows again and again only that it said so once. One that was passed on late takes
   * nothing back; and whether its clock is right is left to what it says itself.
   */
  synchronized void passed(PassedPoll passed, Instant ourClock, Duration now) {
    if (passed.poll().statement().sequence() != firstPassed.sequence()) {
      firstPassed = new First(passed.poll().statement().sequence(), now);
    }
    Duration said = now.minus(passed.heard());
    Duration then = said.compareTo(firstPassed.at()) < 0 ? said : firstPassed.at();
    if (heardAt == null || then.compareTo(heard) > 0) {
      heard = then;
      heardAt = ourClock.minus(now.minus(then));
    }
    there = then.compareTo(there) > 0 ? then : there;
  }

  /**
   * Whether it is no older than the last that was heard; all logs of a node count on in one
   * sequence.
   *
   * @param known of the newest statement that an earlier process has kept
   */
  synchronized boolean isNews(Poll other, long known) {
    long last = poll == null ? known : poll.statement().sequence();
    return other.statement().sequence() >= last;
  }

  /** Its patience begins when its line ends, and not when it began. */
  synchronized void hungUp(Duration now) {
    there = now;
  }

  synchronized void polled(Poll now) {
    poll = now;
  }

  synchronized void folded(Map<LocalDate, Long> lengths) {
    folded.putAll(lengths);
    dropFolded();
  }

  /** What was folded of a day no longer holds. */
  synchronized void closed(LocalDate day) {
    folded.remove(day);
  }

  /** Whether the answer to "is it caught up" is another than the last time. */
  synchronized Optional<Boolean> caughtUpChange(Duration now) {
    boolean is = caughtUp.is(folded, now);
    if (is == wasCaughtUp) {
      return Optional.empty();
    }
    wasCaughtUp = is;
    return Optional.of(is);
  }

  /** Why its copy takes nothing, if so. */
  synchronized void refused(Optional<String> reason) {
    refused = reason;
  }

  /** Whether all that it speaks with is a key that was revoked. */
  synchronized void revoked(boolean is) {
    revoked = is;
  }

  /** Why nothing of it is taken, where that is so. */
  synchronized Optional<String> refusal() {
    return revoked ? Optional.of("its key was revoked") : refused;
  }

  /** Says whether it is news that it is refused, or no longer. */
  synchronized boolean tellRefusal() {
    boolean news = refusalTold != refusal().isPresent();
    refusalTold = refusal().isPresent();
    return news;
  }

  synchronized NodeLink link(boolean polling, ServingTime serving, Duration now) {
    return new NodeLink(
        node,
        Optional.ofNullable(heardAt),
        heardAt == null ? Optional.empty() : Optional.of(now.minus(heard)),
        polling ? Duration.ZERO : serving.silence(there, now),
        skew,
        caughtUp.is(folded, now),
        caughtUp.behind(folded),
        refusal(),
        Optional.ofNullable(poll));
  }
}
