package dev.homelab.edge.container;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits of tests: each has a limit, and says what it waited for when that is over. */
public final class Await {
  public static final Duration LIMIT = Duration.ofSeconds(15);

  private Await() {}

  /** What may come to hold; one that throws fails the test. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  public static <T> T get(String what, Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException late) {
      throw new AssertionError("waited %s for: %s".formatted(LIMIT, what), late);
    } catch (java.util.concurrent.ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new AssertionError(what + " failed", failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for: " + what, stopped);
    }
  }

  public static void until(String what, Condition condition) {
    until(what, LIMIT, condition);
  }

  /** For what takes its time by nature. */
  public static void until(String what, Duration limit, Condition condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!holds(what, condition)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited %s until: %s".formatted(limit, what));
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static boolean holds(String what, Condition condition) {
    try {
      return condition.holds();
    } catch (RuntimeException failed) {
      throw failed;
    } catch (Exception failed) {
      throw new AssertionError("while waiting until: " + what, failed);
    }
  }
}
