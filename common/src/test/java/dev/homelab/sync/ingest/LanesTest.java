package dev.homelab.sync.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.sync.replica.Replica;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** In which order work is done, and who is told. */
class LanesTest {
  private final Queue<Runnable> pool = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private final Lanes lanes = new Lanes(pool::add, (copy, cause) -> told.add("alarm"), 4);

  private final class Said implements Lanes.Job {
    private final String name;
    private final @Nullable Error thrown;

    private Said(String name, @Nullable Error thrown) {
      this.name = name;
      this.thrown = thrown;
    }

    @Override
    public Optional<Replica> start() {
      if (thrown != null) {
        throw thrown;
      }
      return Optional.empty();
    }

    @Override
    public void finish(@Nullable Throwable failure) {
      told.add(name + (failure == null ? "" : ": " + failure.getMessage()));
    }
  }

  private void drain() {
    for (Runnable turn = pool.poll(); turn != null; turn = pool.poll()) {
      turn.run();
    }
  }

  @Test
  @DisplayName(
      "Y9 what the virtual machine throws at one is told, and the others of its turn go on")
  void thrown() {
    assertThat(lanes.submit("a", new Said("one", null))).isTrue();
    assertThat(lanes.submit("a", new Said("two", new OutOfMemoryError("no room")))).isTrue();
    assertThat(lanes.submit("a", new Said("three", null))).isTrue();
    drain();
    assertThat(told).containsExactly("one", "two: no room", "three");
    assertThat(lanes.submit("a", new Said("four", null))).isTrue();
    drain();
    assertThat(told).endsWith("four");
  }

  @Test
  @DisplayName("What waits when the pool ends is told")
  void ended() {
    Lanes ending =
        new Lanes(
            turn -> {
              throw new RejectedExecutionException("ended");
            },
            (copy, cause) -> told.add("alarm"),
            4);
    assertThat(ending.submit("a", new Said("one", null))).isTrue();
    assertThat(told).containsExactly("one: ended");
  }

  @Test
  @DisplayName("Y9 a full lane takes nothing more, and another one does")
  void full() {
    for (int i = 0; i < 4; i++) {
      assertThat(lanes.submit("a", new Said("a", null))).isTrue();
    }
    assertThat(lanes.submit("a", new Said("a", null))).isFalse();
    assertThat(lanes.submit("b", new Said("b", null))).isTrue();
    drain();
    assertThat(told).hasSize(5);
  }
}
