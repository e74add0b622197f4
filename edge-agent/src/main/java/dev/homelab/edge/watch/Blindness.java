package dev.homelab.edge.watch;

import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * That a watcher can't see: {@code watcher_blind}, a condition of the node, told once and over when
 * it sees again. What it would have looked at stays as it was known (RULES S1).
 */
final class Blindness {
  private Blindness() {}

  static Finding of(String watcher, String why) {
    return Finding.bad(
        key(watcher),
        Severity.WARNING,
        "%s can't be watched: %s".formatted(watcher, why),
        "",
        Map.of("reason", why));
  }

  static Finding none(String watcher) {
    return Finding.good(key(watcher));
  }

  static ConditionKey key(String watcher) {
    return new ConditionKey(Subject.NODE_ITSELF, EventTypes.WATCHER_BLIND, watcher);
  }

  /**
   * Of a watcher that looks at several things.
   *
   * @param seen those that it sees
   * @param unseen why it does not see the others
   */
  static List<Finding> of(String watcher, Collection<String> seen, Map<String, String> unseen) {
    List<Finding> findings = new ArrayList<>();
    seen.forEach(thing -> findings.add(none(watcher + " " + thing)));
    unseen.forEach((thing, why) -> findings.add(of(watcher + " " + thing, why)));
    return findings;
  }
}
