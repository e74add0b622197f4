package dev.homelab.log;

import dev.homelab.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Closes days' ends that stand without a newline and have not grown for a while (RULES L3): whoever
 * wrote them is gone, and until they are closed nobody counts as caught up with that day.
 */
final class TornTails {
  private final Disk disk;
  private final LogFiles files;
  private final Duration patience;
  private final LongSupplier nanos;
  private final Map<LocalDate, Tail> tails = new HashMap<>();

  /** The lengths at which days were seen to be whole: they need not be opened again. */
  private final Map<LocalDate, Long> whole = new HashMap<>();

  private record Tail(long length, long sinceNanos) {}

  TornTails(Disk disk, LogFiles files, Duration patience, LongSupplier nanos) {
    this.disk = disk;
    this.files = files;
    this.patience = patience;
    this.nanos = nanos;
  }

  /** Looks at these days, and at those that were torn when last seen. */
  void look(Collection<LocalDate> days) throws IOException {
    for (LocalDate day : days) {
      look(day);
    }
    for (LocalDate day : List.copyOf(tails.keySet())) {
      if (!days.contains(day)) {
        look(day);
      }
    }
  }

  private void look(LocalDate day) throws IOException {
    try {
      long size = disk.size(files.file(day));
      if (size == 0 || size == whole.getOrDefault(day, -1L) || endsWithNewline(day, size)) {
        whole.put(day, size);
        tails.remove(day);
      } else {
        torn(day, size);
      }
    } catch (NoSuchFileException gone) {
      forget(day);
    }
  }

  private boolean endsWithNewline(LocalDate day, long size) throws IOException {
    try (Disk.OpenFile file = disk.openRead(files.file(day))) {
      return DayFile.endsWithNewline(file, size);
    }
  }

  private void torn(LocalDate day, long size) throws IOException {
    Tail known = tails.get(day);
    if (known == null || known.length() != size) {
      tails.put(day, new Tail(size, nanos.getAsLong()));
    } else if (nanos.getAsLong() - known.sinceNanos() >= patience.toNanos()) {
      close(day);
    }
  }

  private void close(LocalDate day) throws IOException {
    try (Disk.OpenFile append = disk.openAppend(files.file(day))) {
      var _ = append.append(ByteBuffer.wrap(new byte[] {'\n'}));
    }
    tails.remove(day);
  }

  void forget(LocalDate day) {
    tails.remove(day);
    whole.remove(day);
  }
}
