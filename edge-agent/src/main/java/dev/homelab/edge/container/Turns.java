package dev.homelab.edge.container;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** Lets asynchronous work through one at a time, in the order in which it came. */
public final class Turns {
  private Future<?> last = Future.succeededFuture();

  /** Ends as the work ends, which begins when all work before it has ended. */
  public synchronized <T> Future<T> take(Supplier<Future<T>> work) {
    Future<T> mine = last.transform(ended -> work.get());
    last = mine;
    return mine;
  }
}
