package dev.homelab.sync.replica;

import java.io.IOException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a log may go before nothing more of it is taken until a person decides (RULES Y4, Y9).
 */
final class Bounds {
  private static final int MAX_DIVERGENCES = 10;

  /** Ten days on each of which the same day diverged as often as it may. */
  private static final int MAX_GENERATIONS = 100;

  /** The clock of a node may be somewhat ahead, and its day another than ours. */
  private static final int NEAR_DAYS = 2;

  private static final long UNCOUNTED = -1;

  private final DaysOnDisk days;
  private final StateFile state;
  private final CopyLimits limits;
  private final Consumer<Note> tell;
  private long struckBy = -1;

  /** What that statement has shown: days that differ; nothing, where the log is another one. */
  private final Set<Optional<LocalDate>> shown = new HashSet<>();

  private long all = UNCOUNTED;
  private @Nullable LocalDate day;
  private long ofDay;

  Bounds(DaysOnDisk days, StateFile state, CopyLimits limits, Consumer<Note> tell) {
    this.days = days;
    this.state = state;
    this.limits = limits;
    this.tell = tell;
  }

  boolean isRefused() {
    return state.refused().isPresent();
  }

  private void refuse(String reason) throws IOException {
    state.refuse(reason);
    tell.accept(new Note.Refused(reason));
  }

  /**
   * The log diverged. What one statement shows counts once, however many days differ; what it shows
   * a second time counts again.
   *
   * @param what differs: a day; nothing, where the log is another one
   */
  void diverged(long sequence, Optional<LocalDate> what, LocalDate today) throws IOException {
    recount();
    if (isNews(sequence, what) && state.strike(today) >= MAX_DIVERGENCES) {
      refuse("the log diverged " + MAX_DIVERGENCES + " times in a day");
    }
  }

  private boolean isNews(long sequence, Optional<LocalDate> what) {
    if (struckBy != sequence) {
      struckBy = sequence;
      shown.clear();
    }
    boolean first = shown.isEmpty();
    return !shown.add(what) || first;
  }

  /** Before a copy of a day is closed, to be kept; says whether it may be. Else it is refused. */
  boolean closes(LocalDate closed) throws IOException {
    int most = MAX_GENERATIONS * state.allowed();
    if (days.generations(closed) < most) {
      return true;
    }
    refuse("%s has been closed %d times".formatted(closed, most));
    return false;
  }

  /** A day of which we have nothing is begun. */
  void begins(LocalDate begun, LocalDate today) throws IOException {
    if (state.begin(today) > limits.newDays()) {
      refuse("more than " + limits.newDays() + " new days in a day");
    } else if (begun.isAfter(today.plusDays(NEAR_DAYS))
        && days.heldFrom(today.plusDays(NEAR_DAYS + 1)) >= limits.futureDays()) {
      refuse("more than " + limits.futureDays() + " days of the future");
    }
  }

  /** The node cut a day that it had not sent wholly: each is told, and so they are counted. */
  void cutUnsent(LocalDate today) throws IOException {
    if (state.cutUnsent(today) > limits.newDays()) {
      refuse("more than " + limits.newDays() + " days begun or cut in a day");
    }
  }

  /** Before so many bytes are appended to a day; afterwards they count. Else it is refused. */
  void grows(LocalDate grown, long bytes) throws IOException {
    if (all == UNCOUNTED) {
      all = days.allBytes();
    }
    if (!grown.equals(day)) {
      day = grown;
      ofDay = days.bytes(grown);
    }
    if (ofDay + bytes > limits.dayBytes() * state.allowed()) {
      refuse("quota: %s would have more than %d MiB".formatted(grown, mebi(limits.dayBytes())));
    } else if (all + bytes > limits.bytes() * state.allowed()) {
      refuse("quota: its log would have more than %d MiB".formatted(mebi(limits.bytes())));
    } else {
      ofDay += bytes;
      all += bytes;
    }
  }

  private long mebi(long bytes) {
    return (bytes * state.allowed()) >> 20;
  }

  /** Files have become shorter, or have gone. */
  void recount() {
    all = UNCOUNTED;
    day = null;
  }
}
