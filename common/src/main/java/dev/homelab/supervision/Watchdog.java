package dev.homelab.supervision;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A thread that asks the event loop for a sign of life. While the loop hangs nothing else can
 * notice it.
 */
final class Watchdog {
  private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());

  /** Looks: a thread that was itself held up asks again before it judges. */
  private static final int PATIENCE = 6;

  private final AtomicLong answered = new AtomicLong();
  private final Thread thread;

  private Watchdog(Context context, Duration look, Consumer<String> stuck) {
    this.thread =
        Thread.ofPlatform().daemon().name("watchdog").unstarted(() -> watch(context, look, stuck));
  }

  static Watchdog start(Context context, Duration look, Consumer<String> stuck) {
    Watchdog watchdog = new Watchdog(context, look, stuck);
    watchdog.thread.start();
    return watchdog;
  }

  private void watch(Context context, Duration look, Consumer<String> stuck) {
    long asked = 0;
    try {
      while (asked - answered.get() < PATIENCE) {
        asked++;
        long question = asked;
        context.runOnContext(on -> answered.set(question));
        Thread.sleep(look);
      }
      stuck.accept(
          "the event loop has not turned for %d s"
              .formatted(look.multipliedBy(PATIENCE).toSeconds()));
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException closed) {
      LOG.log(System.Logger.Level.DEBUG, "the event loop has ended");
    }
  }

  void end() {
    thread.interrupt();
  }
}
