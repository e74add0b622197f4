package dev.homelab.log;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lines that wait for the disk, in the order of their coming. While somebody writes, what comes
 * gathers for the next group. From any thread.
 */
final class LineQueue {
  /** Usually 500 B each: a burst of a second on a small node. */
  private static final int MAX_WAITING = 2_000;

  /** A fifth of an agent's heap, should all be as long as they may. */
  private static final int MAX_WAITING_BYTES = 4 << 20;

  /** A group shares one sync; less than the ids that a reader remembers, should it come twice. */
  private static final int MAX_GROUP = 500;

  private static final int MAX_GROUP_BYTES = 1 << 20;

  private final Deque<Waiting> queue = new ArrayDeque<>();
  private int bytes;
  private boolean flushing;

  /** A line, and who is to be told of it. */
  record Waiting(EncodedLine line, Context context, Promise<Void> done) {}

  /** Takes a line; says whether somebody has to begin to write. */
  synchronized boolean add(Waiting waiting) throws LogFullException {
    if (queue.size() >= MAX_WAITING || bytes + waiting.line().length() > MAX_WAITING_BYTES) {
      throw new LogFullException(
          "%d events wait for the disk, %d bytes; one more is refused"
              .formatted(queue.size(), bytes));
    }
    queue.addLast(waiting);
    bytes += waiting.line().length();
    boolean begin = !flushing;
    flushing = true;
    return begin;
  }

  /** The next group; once it is empty whoever adds a line has to begin anew. */
  synchronized List<Waiting> take() {
    List<Waiting> group = new ArrayList<>(Math.min(queue.size(), MAX_GROUP));
    int room = MAX_GROUP_BYTES;
    while (group.size() < MAX_GROUP && !queue.isEmpty() && room > 0) {
      Waiting next = queue.removeFirst();
      room -= next.line().length();
      bytes -= next.line().length();
      group.add(next);
    }
    flushing = !group.isEmpty();
    return group;
  }

  /** All that wait: nobody writes any more. */
  synchronized List<Waiting> takeAll() {
    List<Waiting> all = List.copyOf(queue);
    queue.clear();
    bytes = 0;
    flushing = false;
    return all;
  }

  /** Each on its own context, in the order of their asking; neighbours on one context together. */
  static void tell(List<Waiting> group, Consumer<Promise<Void>> outcome) {
    int from = 0;
    while (from < group.size()) {
      Context context = group.get(from).context();
      int to = from + 1;
      while (to < group.size() && group.get(to).context().equals(context)) {
        to++;
      }
      List<Waiting> told = group.subList(from, to);
      context.runOnContext(_ -> told.forEach(one -> outcome.accept(one.done())));
      from = to;
    }
  }
}
