package dev.homelab.hub.observer;

import dev.homelab.event.NodeId;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What was told of the logs and has not been looked at yet. From any thread. */
final class Notices {
  private final Map<NodeId, Map<LocalDate, Long>> grown = new ConcurrentHashMap<>();
  private final Queue<ClosedDay> closed = new ConcurrentLinkedQueue<>();

  /** A copy of a day that is no longer gone on with, and as which generation it stands now. */
  record ClosedDay(NodeId node, LocalDate day, OptionalInt generation) {}

  void grown(NodeId node, Map<LocalDate, Long> lengths) {
    grown.merge(node, lengths, Notices::both);
  }

  private static Map<LocalDate, Long> both(Map<LocalDate, Long> before, Map<LocalDate, Long> now) {
    Map<LocalDate, Long> both = new HashMap<>(before);
    both.putAll(now);
    return both;
  }

  void closed(NodeId node, LocalDate day, OptionalInt generation) {
    closed.add(new ClosedDay(node, day, generation));
  }

  Optional<ClosedDay> takeClosed() {
    return Optional.ofNullable(closed.poll());
  }

  /** The logs that have grown. */
  List<NodeId> grown() {
    return List.copyOf(grown.keySet());
  }

  /** Up to which lengths, negative where they are not known; nothing where that was taken. */
  Map<LocalDate, Long> takeGrown(NodeId node) {
    Map<LocalDate, Long> lengths = grown.remove(node);
    return lengths == null ? Map.of() : lengths;
  }
}
