package dev.homelab.hub;

import dev.homelab.event.NodeId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was folded of each log since the start. May be used from any thread. */
final class Tally {
  private final Map<NodeId, LongAdder> lines = new ConcurrentHashMap<>();
  private final Map<NodeId, Long> bytes = new ConcurrentHashMap<>();
  private final Map<NodeId, Long> skipped = new ConcurrentHashMap<>();

  void lines(NodeId log, int count) {
    lines.computeIfAbsent(log, first -> new LongAdder()).add(count);
  }

  void length(NodeId log, long allBytes) {
    bytes.put(log, allBytes);
  }

  void skipped(NodeId log, long allLines) {
    skipped.put(log, allLines);
  }

  long lines(NodeId log) {
    LongAdder counted = lines.get(log);
    return counted == null ? 0 : counted.sum();
  }

  long skipped(NodeId log) {
    return skipped.getOrDefault(log, 0L);
  }

  long bytes(NodeId log) {
    return bytes.getOrDefault(log, 0L);
  }
}
