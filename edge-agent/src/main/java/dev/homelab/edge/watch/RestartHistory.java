package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.edge.container.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How often the engine restarted each container of late, and since when it runs. A start by hand
 * sets the engine's count back, and a container that is made anew has another id: both begin a new
 * history.
 */
record RestartHistory(Map<String, List<Sample>> byName, Map<String, Start> starts) {
  /** A restart count that was seen for the first time then. */
  record Sample(String id, int restarts, Moment at) {}

  /** A start that was seen for the first time then, or happened before as the engine says. */
  record Start(Instant said, Moment at) {}

  RestartHistory {
    byName = Map.copyOf(byName);
    starts = Map.copyOf(starts);
  }

  static RestartHistory empty() {
    return new RestartHistory(Map.of(), Map.of());
  }

  /**
   * After a look.
   *
   * @param window the time in which a container's restarts are counted
   */
  RestartHistory with(
      List<Container> containers, Function<Container, Duration> window, Moment now) {
    Map<String, List<Sample>> next = new HashMap<>();
    Map<String, Start> began = new HashMap<>();
    for (Container container : containers) {
      next.put(container.name(), extended(container, window.apply(container), now));
      Instant said = container.life().startedAt();
      if (said != null) {
        Start known = starts.get(container.name());
        began.put(
            container.name(),
            known != null && known.said().equals(said) ? known : new Start(said, now.at(said)));
      }
    }
    return new RestartHistory(next, began);
  }

  private List<Sample> extended(Container container, Duration window, Moment now) {
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
    while (samples.size() > 1 && now.since(samples.get(1).at()).compareTo(window) > 0) {
      samples.removeFirst();
    }
    return samples;
  }

  /** When each container was started last, where it was ever. */
  Map<String, Moment> started() {
    Map<String, Moment> started = new HashMap<>();
    starts.forEach((name, start) -> started.put(name, start.at()));
    return started;
  }

  /** Restarts within the window, as far as they were seen. */
  int recent(String name, Duration window, Moment now) {
    List<Sample> samples = byName.getOrDefault(name, List.of());
    if (samples.isEmpty() || now.since(samples.getLast().at()).compareTo(window) > 0) {
      return 0;
    }
    return samples.getLast().restarts() - samples.getFirst().restarts();
  }
}
