package dev.homelab.sync.replica;

import dev.homelab.sync.Statement;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The days that a node stated and then cut before it had sent them wholly (RULES Y2, L7). */
final class CutDays {
  private final DaysOnDisk days;
  private final StateFile state;
  private final Bounds bounds;
  private final Consumer<Note> tell;

  CutDays(DaysOnDisk days, StateFile state, Bounds bounds, Consumer<Note> tell) {
    this.days = days;
    this.state = state;
    this.bounds = bounds;
    this.tell = tell;
  }

  /** What the node keeps begins here. */
  void below(LocalDate floor, LocalDate today) throws IOException {
    for (Map.Entry<LocalDate, Long> cut : state.cut(floor).entrySet()) {
      tell(cut.getKey(), cut.getValue(), today);
    }
  }

  /** The days that have a folder, whosever, and those that the node has not sent wholly. */
  SortedSet<LocalDate> knownFrom(LocalDate first) throws IOException {
    SortedSet<LocalDate> known = new TreeSet<>(days.daysFrom(first));
    known.addAll(state.unsentFrom(first));
    return known;
  }

  /**
   * Whether a day that the node no longer lists was dropped by its retention, which keeps older
   * days that it has not sent, and the last two always. Of what was never sent there is nothing
   * that could differ.
   */
  boolean has(LocalDate day, Statement statement, LocalDate today) throws IOException {
    Optional<Long> end = state.cutDay(day);
    boolean recent = !day.isBefore(today.minusDays(1));
    if (statement.takesBack(day, today) || (recent && days.size(day) > 0)) {
      return false;
    }
    if (end.isPresent()) {
      tell(day, end.get(), today);
    }
    return true;
  }

  private void tell(LocalDate day, long end, LocalDate today) throws IOException {
    tell.accept(new Note.Truncated(day, state.certain(day), end));
    bounds.cutUnsent(today);
  }
}
