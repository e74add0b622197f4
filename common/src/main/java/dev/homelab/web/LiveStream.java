package dev.homelab.web;

import dev.homelab.event.EventJson;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One stream of server-sent events with ids, resume by {@code Last-Event-ID}, heartbeats and
 * bounded buffers (WHATWG HTML, "Server-sent events"). A client that reads too slowly is cut off
 * and not waited for; it comes back with its last id and gets the rest, or {@code reset} where that
 * is gone. Used from its server's event loop only.
 */
public final class LiveStream {
  /** What a client that was away for a moment can get again; 1,000 at about 1 kB is 1 MB. */
  private static final int KEPT_MESSAGES = 1_000;

  private static final long KEPT_BYTES = 1024 * 1024L;

  /** What waits for one client before it counts as too slow. */
  private static final int MAX_WAITING_BYTES = 256 * 1024;

  private static final int MAX_CLIENTS = 64;
  private static final long HEARTBEAT_MILLIS = 15_000;

  /** For which a client that went away is expected back. */
  private static final long AWAY_NANOS = 60_000_000_000L;

  private static final System.Logger LOG = System.getLogger(LiveStream.class.getName());

  private final String boot;
  private final Deque<Message> kept = new ArrayDeque<>();
  private final Set<HttpServerResponse> clients = new HashSet<>();
  private final AtomicLong cutOff = new AtomicLong();
  private final Vertx vertx;
  private final long heartbeat;
  private volatile boolean listening;
  private volatile long leftNanos = System.nanoTime() - AWAY_NANOS;
  private long keptBytes;
  private long number;

  private record Message(long number, Buffer bytes) {}

  /**
   * @param boot differs with each start of the process, so that an id of another life is known
   */
  public LiveStream(Vertx vertx, String boot) {
    this(vertx, boot, HEARTBEAT_MILLIS);
  }

  LiveStream(Vertx vertx, String boot, long heartbeatMillis) {
    this.vertx = vertx;
    this.boot = boot;
    this.heartbeat = vertx.setPeriodic(heartbeatMillis, id -> write(Buffer.buffer(":\n\n")));
  }

  /** Sends to every client and keeps it for those that come back. */
  public void send(String name, Object data) {
    sendAll(name, List.of(EventJson.bytes(data)));
  }

  /**
   * Sends many of one name at once.
   *
   * @param all JSON without line breaks
   */
  public void sendAll(String name, List<byte[]> all) {
    Buffer together = Buffer.buffer();
    for (byte[] data : all) {
      number++;
      Buffer bytes = message(name, data, number);
      keep(new Message(number, bytes));
      together.appendBuffer(bytes);
    }
    if (together.length() > 0) {
      write(together);
    }
  }

  /**
   * Whether somebody listens, or did a moment ago and may come back: else nothing need be made for
   * {@link #sendAll}, and {@link #skip} is told instead. From any thread.
   */
  public boolean isHeard() {
    return listening || System.nanoTime() - leftNanos < AWAY_NANOS;
  }

  /** So many messages were not made, since nobody listened; whoever came meanwhile begins anew. */
  public void skip(int count) {
    if (count > 0) {
      number += count;
      kept.clear();
      keptBytes = 0;
      write(message("reset", EventJson.bytes(Map.of()), number));
    }
  }

  private void keep(Message message) {
    kept.addLast(message);
    keptBytes += message.bytes().length();
    while (kept.size() > KEPT_MESSAGES || keptBytes > KEPT_BYTES) {
      keptBytes -= kept.removeFirst().bytes().length();
    }
  }

  private Buffer message(String name, byte[] data, long id) {
    return Buffer.buffer(data.length + 100)
        .appendString("id: " + boot + "-" + id + "\nevent: " + name + "\ndata: ")
        .appendBytes(data)
        .appendString("\n\n");
  }

  private void write(Buffer bytes) {
    for (HttpServerResponse client : Set.copyOf(clients)) {
      write(client, bytes);
    }
  }

  private void write(HttpServerResponse client, Buffer bytes) {
    if (client.writeQueueFull()) {
      cut(client);
      return;
    }
    client.write(bytes).onFailure(gone -> leave(client));
  }

  private void leave(HttpServerResponse client) {
    if (clients.remove(client) && clients.isEmpty()) {
      leftNanos = System.nanoTime();
      listening = false;
    }
  }

  private void cut(HttpServerResponse client) {
    leave(client);
    cutOff.incrementAndGet();
    LOG.log(Level.DEBUG, "a client that read too slowly was cut off");
    client.reset();
  }

  /** Answers a request with the stream, from the client's last id on. */
  public Answer open(RoutingContext context) {
    if (clients.size() >= MAX_CLIENTS) {
      return Answer.tooMany(10);
    }
    HttpServerResponse response = context.response();
    response
        .setChunked(true)
        .setWriteQueueMaxSize(MAX_WAITING_BYTES)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Accel-Buffering", "no");
    response.exceptionHandler(gone -> leave(response));
    response.closeHandler(gone -> leave(response));
    write(response, Buffer.buffer("retry: 1000\n\n"));
    resume(response, context.request().getHeader("Last-Event-ID"));
    clients.add(response);
    listening = true;
    return new Answer.Taken();
  }

  private void resume(HttpServerResponse response, @Nullable String lastId) {
    if (lastId == null || lastId.isBlank()) {
      write(response, Buffer.buffer("id: " + boot + "-" + number + "\nevent: hello\ndata: {}\n\n"));
      return;
    }
    Optional<Long> last = numberOf(lastId);
    boolean whole =
        last.isPresent()
            && last.get() <= number
            && (last.get() == number
                || (!kept.isEmpty() && kept.getFirst().number() <= last.get() + 1));
    if (!whole) {
      write(response, message("reset", EventJson.bytes(Map.of()), number));
      return;
    }
    Buffer missed = Buffer.buffer();
    kept.stream()
        .filter(message -> message.number() > last.get())
        .forEach(message -> missed.appendBuffer(message.bytes()));
    if (missed.length() > 0) {
      write(response, missed);
    }
  }

  private Optional<Long> numberOf(String id) {
    if (!id.startsWith(boot + "-")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(id.substring(boot.length() + 1)));
    } catch (NumberFormatException foreign) {
      return Optional.empty();
    }
  }

  public int clients() {
    return clients.size();
  }

  /** How many clients were too slow since the start. */
  public long cutOff() {
    return cutOff.get();
  }

  public void close() {
    boolean cancelled = vertx.cancelTimer(heartbeat);
    LOG.log(Level.DEBUG, "stream closed, heartbeat {0}", cancelled);
    Set.copyOf(clients)
        .forEach(client -> client.end().onFailure(gone -> LOG.log(Level.DEBUG, "gone")));
    clients.clear();
  }
}
