package dev.homelab.edge.watch;

import dev.homelab.edge.container.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often the engine restarted each container of late. A start by hand sets the engine's count
 * back, and a container that is made anew has another id: both begin a new history.
 */
record RestartHistory(Map<String, List<Sample>> byName) {
  /** A restart count that was seen for the first time then. */
  record Sample(String id, int restarts, Instant at) {}

  RestartHistory {
    byName = Map.copyOf(byName);
  }

  static RestartHistory empty() {
    return new RestartHistory(Map.of());
  }

  RestartHistory with(List<Container> containers, Duration window, Instant now) {
    Map<String, List<Sample>> next = new HashMap<>();
    for (Container container : containers) {
      next.put(container.name(), extended(container, window, now));
    }
    return new RestartHistory(next);
  }

  private List<Sample> extended(Container container, Duration window, Instant now) {
    List<Sample> samples = new ArrayList<>(byName.getOrDefault(container.name(), List.of()));
    Sample sample = new Sample(container.id(), container.restarts(), now);
    if (!samples.isEmpty()) {
      Sample last = samples.getLast();
      if (!last.id().equals(container.id()) || last.restarts() > container.restarts()) {
        samples.clear();
      } else if (last.restarts() == container.restarts()) {
        return samples;
      }
    }
    samples.add(sample);
    while (samples.size() > 1 && samples.get(1).at().isBefore(now.minus(window))) {
      samples.removeFirst();
    }
    return samples;
  }

  /** Restarts within the window, as far as they were seen. */
  int recent(String name, Duration window, Instant now) {
    List<Sample> samples = byName.getOrDefault(name, List.of());
    if (samples.isEmpty() || samples.getLast().at().isBefore(now.minus(window))) {
      return 0;
    }
    return samples.getLast().restarts() - samples.getFirst().restarts();
  }
}
