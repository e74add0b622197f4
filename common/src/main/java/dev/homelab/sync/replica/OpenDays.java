package dev.homelab.sync.replica;

import java.io.IOException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The days of a copy that were used last: two of them open, of a month of them the sums. */
final class OpenDays {
  private static final int OPEN = 2;

  /** At four bytes a MiB. */
  private static final int SUMMED = 32;

  private final DaysOnDisk days;
  private final Map<LocalDate, DayCopy> open = new LinkedHashMap<>(4, 0.75f, true);
  private final Map<LocalDate, PrefixSums> sums =
      new LinkedHashMap<>(4, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<LocalDate, PrefixSums> eldest) {
          return size() > SUMMED;
        }
      };

  /** Whose uncertain bytes have been written again since the start. */
  private final Set<LocalDate> rewritten = new HashSet<>();

  OpenDays(DaysOnDisk days) {
    this.days = days;
  }

  @Nullable DayCopy get(LocalDate day) {
    return open.get(day);
  }

  List<LocalDate> all() {
    return List.copyOf(open.keySet());
  }

  /** Which one has to be closed before another is opened. */
  Optional<LocalDate> over() {
    return open.size() < OPEN ? Optional.empty() : Optional.of(open.keySet().iterator().next());
  }

  /**
   * Opens a day, making what is missing; all names are durable then.
   *
   * @param certain so many of its bytes are durable and never cut
   */
  DayCopy open(LocalDate day, long certain) throws IOException {
    PrefixSums sumsOfDay = sums.computeIfAbsent(day, _ -> new PrefixSums());
    DayCopy copy = DayCopy.open(days.disk(), days.root(), days.file(day), certain, sumsOfDay);
    open.put(day, copy);
    if (copy.isUncertain() && rewritten.add(day)) {
      copy.rewriteUncertain();
    }
    return copy;
  }

  void close(LocalDate day) throws IOException {
    DayCopy copy = open.remove(day);
    if (copy != null) {
      copy.close();
    }
  }

  /** The day's file is another one from now on. */
  void anew(LocalDate day) {
    sums.remove(day);
  }

  /** How many bytes were read that had been read before, since this was last asked. */
  long takeReadAgain() {
    return sums.values().stream().mapToLong(PrefixSums::takeReadAgain).sum();
  }
}
