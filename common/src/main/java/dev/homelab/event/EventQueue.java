package dev.homelab.event;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to the log in order, each once the one before is durable; what the log refuses is
 * offered again after a pause that grows. Where too many wait the oldest are dropped, and that is
 * told as soon as the log takes something. What a crash loses here, the reconciliation tells at the
 * next start. From any thread.
 */
public final class EventQueue {
  /** An action has four events at most; this is some hundred actions behind a full disk. */
  private static final int MAX_WAITING = 512;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final System.Logger LOG = System.getLogger(EventQueue.class.getName());

  private final Vertx vertx;
  private final Context context;
  private final EventSink sink;
  private final Duration firstPause;
  private final Deque<Event> waiting = new ArrayDeque<>();
  private Duration pause;
  private boolean sending;
  private boolean pausing;
  private long dropped;
  private @Nullable Dropped untold;

  /** What was dropped and nobody has told of. */
  private record Dropped(long count, Event first, Event last) {
    Event told() {
      return Event.of(last.node(), "event-queue", EventTypes.EVENTS_DROPPED, Severity.ERROR)
          .message("Too many events waited for the log; the oldest are lost")
          .details(Map.of("count", count, "first_day", day(first), "last_day", day(last)))
          .at(last.timestamp());
    }

    private static String day(Event event) {
      return LocalDate.ofInstant(event.timestamp(), ZoneOffset.UTC).toString();
    }
  }

  /** Its pauses end with the part on whose context it is made. */
  public EventQueue(Vertx vertx, EventSink sink) {
    this(vertx, sink, FIRST_PAUSE);
  }

  EventQueue(Vertx vertx, EventSink sink, Duration firstPause) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.sink = sink;
    this.firstPause = firstPause;
    this.pause = firstPause;
  }

  public synchronized void add(Event event) {
    if (waiting.size() == MAX_WAITING) {
      drop();
    }
    waiting.addLast(event);
    if (!pausing) {
      send();
    }
  }

  /** The oldest, but for the one that is on its way. */
  private void drop() {
    Event first = waiting.removeFirst();
    Event oldest = sending ? waiting.removeFirst() : first;
    if (sending) {
      waiting.addFirst(first);
    }
    if (untold == null) {
      LOG.log(System.Logger.Level.WARNING, "the log takes nothing; the oldest events are dropped");
    }
    dropped++;
    untold =
        untold == null
            ? new Dropped(1, oldest, oldest)
            : new Dropped(untold.count() + 1, untold.first(), oldest);
  }

  /** Offers what waits at once. */
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
    if (!durable) {
      pause();
      return;
    }
    pause = firstPause;
    var _ = waiting.remove(sent);
    if (untold != null) {
      waiting.addFirst(untold.told());
      untold = null;
    }
    send();
  }

  private void pause() {
    if (pausing) {
      return;
    }
    pausing = true;
    long millis = pause.toMillis();
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    context.runOnContext(here -> vertx.setTimer(millis, due -> resume()));
  }

  private synchronized void resume() {
    pausing = false;
    send();
  }

  /** How many were dropped since the start. */
  public synchronized long dropped() {
    return dropped;
  }
}
