package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.edge.container.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which containers the kernel killed for their memory of late. The engine clears its own mark as it
 * starts one again, so what it pushed and what a look saw is kept. A start by hand and a container
 * that is made anew begin afresh, as in {@link RestartHistory}.
 */
record MemoryKills(Map<String, Kill> byName) {
  /**
   * One that was noticed then.
   *
   * @param seen the container at the latest look, or null before the first one
   */
  record Kill(Moment at, @Nullable Container seen) {
    private boolean isOver(Container now, Duration window, Moment moment) {
      return moment.isPast(at, window) || (seen != null && isAnew(seen, now));
    }

    private static boolean isAnew(Container before, Container now) {
      Instant started = now.life().startedAt();
      // The engine counts a restart of its own before it starts the container.
      boolean byHand =
          now.restarts() == 0 && started != null && !started.equals(before.life().startedAt());
      return byHand || !before.id().equals(now.id());
    }
  }

  MemoryKills {
    byName = Map.copyOf(byName);
  }

  static MemoryKills empty() {
    return new MemoryKills(Map.of());
  }

  /** The engine has pushed that it happened. */
  MemoryKills with(String name, Moment now) {
    Map<String, Kill> next = new HashMap<>(byName);
    next.put(name, new Kill(now, null));
    return new MemoryKills(next);
  }

  /**
   * After a look. One that does not run and bears the engine's mark was killed, however late that
   * is seen.
   *
   * @param window how long a kill of a container counts
   */
  MemoryKills with(List<Container> containers, Function<Container, Duration> window, Moment now) {
    Map<String, Kill> next = new HashMap<>();
    for (Container container : containers) {
      Kill known = byName.get(container.name());
      if (container.oomKilled() && !container.running()) {
        next.put(container.name(), new Kill(now, container));
      } else if (known != null && !known.isOver(container, window.apply(container), now)) {
        next.put(container.name(), new Kill(known.at(), container));
      }
    }
    return new MemoryKills(next);
  }

  /** The names of all that count still. */
  Set<String> names() {
    return byName.keySet();
  }
}
