package dev.homelab.edge;

import dev.homelab.edge.watch.WatcherFigures;
import dev.homelab.web.MetricsText;
import java.util.List;
import java.util.function.ToLongFunction;

/** A node's figures, each watcher's among them. Pure but for the process's own. */
final class NodeMetrics {
  private NodeMetrics() {}

  static String of(List<WatcherFigures> watchers) {
    MetricsText text = new MetricsText();
    each(
        text,
        watchers,
        "homelab_watcher_looks_total",
        "counter",
        "Looks of a watcher since the start",
        WatcherFigures::looks);
    each(
        text,
        watchers,
        "homelab_watcher_blind_looks_total",
        "counter",
        "Looks that saw nothing",
        WatcherFigures::blind);
    each(
        text,
        watchers,
        "homelab_watcher_last_look_seconds",
        "gauge",
        "When it looked last, since 1970",
        it -> it.at().getEpochSecond());
    each(
        text,
        watchers,
        "homelab_watcher_last_look_milliseconds",
        "gauge",
        "How long that took",
        it -> it.took().toMillis());
    each(
        text,
        watchers,
        "homelab_watcher_held",
        "gauge",
        "Conditions that it holds open",
        WatcherFigures::held);
    Runtime runtime = Runtime.getRuntime();
    return text.head("jvm_memory_used_bytes", "gauge", "Heap in use")
        .plain("jvm_memory_used_bytes", runtime.totalMemory() - runtime.freeMemory())
        .head("jvm_memory_max_bytes", "gauge", "Most heap that may be used")
        .plain("jvm_memory_max_bytes", runtime.maxMemory())
        .toString();
  }

  private static void each(
      MetricsText text,
      List<WatcherFigures> watchers,
      String name,
      String type,
      String help,
      ToLongFunction<WatcherFigures> value) {
    text.head(name, type, help);
    watchers.forEach(it -> text.of(name, "watcher", it.name(), value.applyAsLong(it)));
  }
}
