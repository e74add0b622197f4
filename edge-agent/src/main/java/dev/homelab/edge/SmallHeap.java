package dev.homelab.edge;

import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Part;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Gives memory back. The serial collector lets what is over lie in the old generation until it has
 * all the memory that it may have, and only a whole collection shrinks it: some 15 ms for the 7 MiB
 * that live. What a backlog or a large house needs it gets meanwhile.
 */
final class SmallHeap implements Part {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final long USUAL_BYTES = 10L << 20;

  private final Vertx vertx;
  private final LongSupplier committed;
  private final Runnable collect;
  private long limit = USUAL_BYTES;
  private long timer = -1;

  SmallHeap(Vertx vertx) {
    this(vertx, () -> Runtime.getRuntime().totalMemory(), System::gc);
  }

  /**
   * For a test.
   *
   * @param committed how many bytes the heap has of the system
   */
  SmallHeap(Vertx vertx, LongSupplier committed, Runnable collect) {
    this.vertx = vertx;
    this.committed = committed;
    this.collect = collect;
  }

  @Override
  public String name() {
    return "heap";
  }

  @Override
  public Future<Void> start() {
    timer = Beat.every(vertx, EVERY, id -> look());
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  /** What lives and is larger is not collected again before it has grown by an eighth. */
  void look() {
    if (committed.getAsLong() > limit) {
      collect.run();
      limit = Math.max(USUAL_BYTES, committed.getAsLong() / 8 * 9);
    }
  }
}
