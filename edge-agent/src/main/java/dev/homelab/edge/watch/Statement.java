package dev.homelab.edge.watch;

import dev.homelab.event.EventJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each watcher holds open, in as many lines of {@code checks_confirmed} as that takes (RULES
 * W4, L2). What a watcher holds stands in one line, since all that it does not list ends there; all
 * lines but the last are {@code partial} and name watchers alone.
 */
final class Statement {
  /** Beside it there is room for the rest of a line. */
  private static final int MOST_BYTES = EventJson.MAX_LINE_BYTES - 2_048;

  private final Map<String, Object> more;
  private final List<Map<String, Object>> partial = new ArrayList<>();
  private Map<String, Object> watchers = new LinkedHashMap<>();
  private int bytes;

  private Statement(Map<String, Object> more) {
    this.more = more;
  }

  /**
   * The details of each line.
   *
   * @param more further details of the last one
   */
  static List<Map<String, Object>> of(
      Map<String, List<HeldCondition>> held, Map<String, Object> more) {
    Statement statement = new Statement(more);
    held.forEach(statement::add);
    return statement.lines();
  }

  private void add(String watcher, List<HeldCondition> held) {
    List<Map<String, Object>> listed = held.stream().map(HeldCondition::confirmed).toList();
    int size = size(watcher, listed);
    if (size > MOST_BYTES) {
      // Nothing reads since when there, where each condition was told with it.
      listed = held.stream().map(condition -> condition.key().toMap()).toList();
      size = size(watcher, listed);
    }
    if (size > MOST_BYTES) {
      // Whoever is not named confirms nothing, and nothing of it ends.
      return;
    }
    if (bytes + size > MOST_BYTES) {
      close();
    }
    watchers.put(watcher, listed);
    bytes += size;
  }

  private void close() {
    partial.add(Map.of("watchers", watchers, "partial", true));
    watchers = new LinkedHashMap<>();
    bytes = 0;
  }

  private List<Map<String, Object>> lines() {
    if (bytes + EventJson.bytes(more).length > MOST_BYTES) {
      close();
    }
    List<Map<String, Object>> lines = new ArrayList<>(partial);
    Map<String, Object> last = new LinkedHashMap<>();
    last.put("watchers", watchers);
    last.putAll(more);
    lines.add(last);
    return lines;
  }

  private static int size(String watcher, List<Map<String, Object>> listed) {
    return EventJson.bytes(Map.of(watcher, listed)).length;
  }
}
