package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Looks back through logs, the newest lines first. Blocks; reads at most so much. */
public final class EventHistory {
  private static final int WINDOW_BYTES = 256 * 1024;
  private static final int MAX_WINDOWS = 16;
  private static final Comparator<Found> NEWEST_FIRST =
      Comparator.comparing((Found found) -> found.event().timestamp()).reversed();

  private final Disk disk;
  private final Path root;

  public EventHistory(Disk disk, Path root) {
    this.disk = disk;
    this.root = root;
  }

  /** An event and where it stands. */
  public record Found(NodeId log, LogPosition at, Event event) {}

  /** The newest events of these logs that match and are older than a time. */
  public List<Found> before(
      Collection<NodeId> nodes, Instant before, Predicate<Event> wanted, int limit)
      throws IOException {
    List<Found> found = new ArrayList<>();
    for (NodeId node : nodes) {
      found.addAll(before(node, before, wanted, limit));
    }
    return found.stream().sorted(NEWEST_FIRST).limit(limit).toList();
  }

  private List<Found> before(NodeId node, Instant before, Predicate<Event> wanted, int limit)
      throws IOException {
    LogFiles files = new LogFiles(root, node);
    List<LocalDate> days = new ArrayList<>(files.days(disk));
    List<Found> found = new ArrayList<>();
    int windows = 0;
    while (!days.isEmpty() && found.size() < limit && windows < MAX_WINDOWS) {
      LocalDate day = days.removeLast();
      if (disk.exists(files.file(day))) {
        windows += day(node, files.file(day), day, before, wanted, limit, found);
      }
    }
    return found;
  }

  private int day(
      NodeId node,
      Path file,
      LocalDate day,
      Instant before,
      Predicate<Event> wanted,
      int limit,
      List<Found> found)
      throws IOException {
    LineParser parser = new LineParser(node);
    int windows = 0;
    try (Disk.OpenFile open = disk.openRead(file)) {
      long end = open.size();
      while (end > 0 && found.size() < limit && windows < MAX_WINDOWS) {
        long start = Math.max(0, end - WINDOW_BYTES);
        byte[] bytes = new byte[(int) (end - start)];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int got = 1;
        while (buffer.hasRemaining() && got > 0) {
          got = open.read(buffer, start + buffer.position());
        }
        end =
            start
                + lines(bytes, buffer.position(), start, node, day, parser, before, wanted, found);
        windows++;
      }
    }
    return Math.max(1, windows);
  }

  /** Reads the whole lines of a window from its end; gives where the first of them begins. */
  private static int lines(
      byte[] bytes,
      int length,
      long start,
      NodeId node,
      LocalDate day,
      LineParser parser,
      Instant before,
      Predicate<Event> wanted,
      List<Found> found) {
    int end = length;
    int first = start == 0 ? 0 : -1;
    for (int i = end - 1; i >= 0; i--) {
      boolean lineBegins = i == 0 ? start == 0 : bytes[i - 1] == '\n';
      if (lineBegins) {
        first = i;
        int line = end - i;
        while (line > 0 && bytes[i + line - 1] == '\n') {
          line--;
        }
        LogPosition at = new LogPosition(day, LogPosition.CURRENT, start + i);
        if (line > 0) {
          parser
              .parse(bytes, i, line, day)
              .filter(event -> event.timestamp().isBefore(before) && wanted.test(event))
              .ifPresent(event -> found.add(new Found(node, at, event)));
        }
        end = i;
      }
    }
    return first < 0 ? 0 : first;
  }
}
