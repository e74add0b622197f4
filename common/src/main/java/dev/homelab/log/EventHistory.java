package dev.homelab.log;

import dev.homelab.disk.Disk;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks back through logs, the newest lines first. Blocks; reads at most so much. */
public final class EventHistory {
  private static final int WINDOW_BYTES = 256 * 1024;
  private static final int MAX_WINDOWS = 16;
  private static final Comparator<Found> NEWEST_FIRST =
      Comparator.comparing(Found::cursor).reversed();

  private final Disk disk;
  private final Path root;

  public EventHistory(Disk disk, Path root) {
    this.disk = disk;
    this.root = root;
  }

  /** An event and where it stands. */
  public record Found(NodeId log, LogPosition at, Event event) {
    /** What the next page, after this event, is asked for with. */
    public Cursor cursor() {
      return new Cursor(event.timestamp(), log.name(), at);
    }
  }

  /**
   * A place in the order of events: by time, and where that is the same by log and position, so
   * that no event falls between two pages.
   */
  public record Cursor(Instant time, String log, LogPosition at) implements Comparable<Cursor> {
    /** After everything. */
    public static final Cursor NEWEST = new Cursor(Instant.MAX, "", LogPosition.START);

    private static final Comparator<Cursor> ORDER =
        Comparator.comparing(Cursor::time).thenComparing(Cursor::log).thenComparing(Cursor::at);

    @Override
    public int compareTo(Cursor other) {
      return ORDER.compare(this, other);
    }

    /** As {@code <time>,<log>,<position>}. */
    @Override
    public String toString() {
      return EventJson.time(time) + "," + log + "," + at;
    }

    /** Reads what {@link #toString} wrote, or a time alone, which is before all events of then. */
    public static Optional<Cursor> read(String text) {
      List<String> parts = List.of(text.split(",", -1));
      Instant time = EventJson.readTime(parts.getFirst());
      try {
        return time == null || parts.size() == 2 || parts.size() > 3
            ? Optional.empty()
            : Optional.of(
                parts.size() == 1
                    ? new Cursor(time, "", LogPosition.START)
                    : new Cursor(time, parts.get(1), LogPosition.parse(parts.get(2))));
      } catch (DateTimeException | IllegalArgumentException | StringIndexOutOfBoundsException no) {
        return Optional.empty();
      }
    }
  }

  /** The newest events of these logs that match and stand before a place. */
  public List<Found> before(
      Collection<NodeId> nodes, Cursor before, Predicate<Event> wanted, int limit)
      throws IOException {
    List<Found> found = new ArrayList<>();
    for (NodeId node : nodes) {
      found.addAll(before(node, before, wanted, limit));
    }
    return found.stream().sorted(NEWEST_FIRST).limit(limit).toList();
  }

  private List<Found> before(NodeId node, Cursor before, Predicate<Event> wanted, int limit)
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
      Cursor before,
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
      Cursor before,
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
              .map(event -> new Found(node, at, event))
              .filter(it -> it.cursor().compareTo(before) < 0 && wanted.test(it.event()))
              .ifPresent(found::add);
        }
        end = i;
      }
    }
    return first < 0 ? 0 : first;
  }
}
