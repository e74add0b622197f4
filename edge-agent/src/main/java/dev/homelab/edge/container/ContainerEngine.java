package dev.homelab.edge.container;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The containers of one node. Every method fails with an {@link EngineException}, at the latest
 * when its time is over; none hangs.
 */
public interface ContainerEngine {
  /** All containers of this node (in a lab: of this lab's node), sorted by name. */
  Future<List<Container>> list();

  /** Fails with {@code NO_SUCH_CONTAINER} where there is none of that name. */
  Future<Container> inspect(String name);

  /** Succeeds when it runs, at once where it ran already. */
  Future<Void> start(String name);

  /** Succeeds when it has ended; it is killed when it outlasts the grace. It stays down. */
  Future<Void> stop(String name, Duration grace);

  /** Stops and starts; succeeds when it runs again. */
  Future<Void> restart(String name, Duration grace);

  /**
   * Runs a command in a running container; fails with {@code TIMED_OUT} after the time-out. The
   * command itself is not ended by that: what may hang brings its own watchdog.
   */
  Future<ExecResult> exec(String name, List<String> argv, Duration timeout, int maxOutputBytes);

  /** The last lines of both outputs; not yet redacted. */
  Future<String> lastLog(String name, int lines, int maxBytes);

  /** What the container was given as environment: redaction needs its values (RULES A11). */
  Future<Map<String, String>> environment(String name);

  /**
   * Hands every event over from now on, connecting anew with back-off; {@code CONNECTED} comes
   * after each connect, {@code LOST} after each loss.
   */
  Subscription events(Handler<ContainerEvent> handler);

  /** Succeeds when connections are closed. */
  Future<Void> close();

  /** What {@link #events} started. */
  interface Subscription {
    void cancel();
  }
}
