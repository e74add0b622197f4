package dev.homelab.event;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Hands events to the log in order, each once the one before is durable; what the log refuses is
 * offered again. What a crash loses here, the reconciliation tells at the next start.
 */
public final class EventQueue {
  /** An action has four events at most; this is some hundred actions behind a full disk. */
  private static final int MAX_WAITING = 512;

  private final EventSink sink;
  private final Deque<Event> waiting = new ArrayDeque<>();
  private boolean sending;
  private long dropped;

  public EventQueue(EventSink sink) {
    this.sink = sink;
  }

  public synchronized void add(Event event) {
    if (waiting.size() == MAX_WAITING) {
      waiting.removeFirst();
      dropped++;
    }
    waiting.addLast(event);
    send();
  }

  /** Sends what waits; called again from time to time, so that a refusal is not the end. */
  public synchronized void send() {
    Event next = waiting.peekFirst();
    if (sending || next == null) {
      return;
    }
    sending = true;
    sink.append(next).onComplete(done -> over(next, done.succeeded()));
  }

  private synchronized void over(Event sent, boolean durable) {
    sending = false;
    if (durable) {
      waiting.remove(sent);
      send();
    }
  }

  public synchronized long dropped() {
    return dropped;
  }
}
