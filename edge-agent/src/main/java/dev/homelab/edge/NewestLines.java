package dev.homelab.edge;

import dev.homelab.log.LogLine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What is told of a backlog: its newest lines; the rest can be looked up. */
final class NewestLines {
  private static final int MOST = 1_000;

  /** As they stand in the log; what is made of them takes a few times that of a heap of 20 MiB. */
  private static final int MOST_BYTES = 1 << 20;

  private final Deque<LogLine> lines = new ArrayDeque<>();
  private int bytes;

  void add(LogLine line) {
    lines.addLast(line);
    bytes += line.bytes();
    while (lines.size() > MOST || bytes > MOST_BYTES) {
      bytes -= lines.removeFirst().bytes();
    }
  }

  List<LogLine> all() {
    return List.copyOf(lines);
  }
}
