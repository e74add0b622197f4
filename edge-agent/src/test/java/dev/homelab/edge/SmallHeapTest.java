package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When an agent's heap is collected whole. */
class SmallHeapTest {
  private static final long MIB = 1L << 20;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong committed = new AtomicLong(9 * MIB);
  private final AtomicInteger collections = new AtomicInteger();
  private long lives = 8 * MIB;
  private final SmallHeap heap =
      new SmallHeap(
          vertx,
          committed::get,
          () -> {
            collections.incrementAndGet();
            committed.set(lives);
          });

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private int looksAt(long mib) {
    committed.set(mib * MIB);
    heap.look();
    return collections.get();
  }

  @Test
  @DisplayName("when it has grown beyond what is usual, and not before")
  void grown() {
    assertThat(looksAt(10)).isZero();
    assertThat(looksAt(11)).isEqualTo(1);
    assertThat(looksAt(11)).isEqualTo(2);
  }

  @Test
  @DisplayName("where more lives, only when that has grown by an eighth; and as usual afterwards")
  void large() {
    lives = 16 * MIB;
    assertThat(looksAt(18)).isEqualTo(1);
    assertThat(looksAt(18)).isEqualTo(1);
    lives = 8 * MIB;
    assertThat(looksAt(19)).isEqualTo(2);
    assertThat(looksAt(11)).isEqualTo(3);
  }
}
