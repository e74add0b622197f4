package dev.homelab.sync.replica;

import java.io.IOException;
import java.time.LocalDate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a log may go before nothing more of it is taken until a person decides (RULES Y4, Y9).
 */
final class Bounds {
  private static final int MAX_DIVERGENCES = 10;

  /** The clock of a node may be somewhat ahead, and its day another than ours. */
  private static final int NEAR_DAYS = 2;

  private static final long UNCOUNTED = -1;

  private final DaysOnDisk days;
  private final StateFile state;
  private final CopyLimits limits;
  private final Consumer<Note> tell;
  private long struckBy = -1;
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

  /** The log diverged. What one statement shows counts once, however many days differ. */
  void diverged(long sequence, LocalDate today) throws IOException {
    recount();
    if (struckBy == sequence) {
      return;
    }
    struckBy = sequence;
    if (state.strike(today) >= MAX_DIVERGENCES) {
      refuse("the log diverged " + MAX_DIVERGENCES + " times in a day");
    }
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
