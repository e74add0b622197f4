package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When the kernel last ended something in each container for want of memory. The engine may have
 * restarted the container before anyone looks, and takes back then what it said of it.
 */
record MemoryKills(Map<String, Moment> byName) {
  static final MemoryKills NONE = new MemoryKills(Map.of());

  MemoryKills {
    byName = Map.copyOf(byName);
  }

  MemoryKills with(String container, Moment now) {
    Map<String, Moment> all = new HashMap<>(byName);
    all.put(container, now);
    return new MemoryKills(all);
  }

  /** Without those before the window. */
  MemoryKills within(Duration window, Moment now) {
    return new MemoryKills(
        byName.entrySet().stream()
            .filter(it -> !now.isPast(it.getValue(), window))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  Set<String> containers() {
    return byName.keySet();
  }
}
