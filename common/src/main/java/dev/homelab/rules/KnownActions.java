package dev.homelab.rules;

import dev.homelab.action.ActionId;
import dev.homelab.world.ActionFacts;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of actions. The folders are the truth (RULES A3): an action that no file knows is
 * not open, whatever a log says; what has ended counts wherever it is told, so that no id is used
 * twice (S4). Pure.
 */
public final class KnownActions {
  private KnownActions() {}

  /**
   * All of them.
   *
   * @param files as they stand in the folders
   * @param logs as the logs tell them
   */
  public static SortedMap<ActionId, ActionFacts> of(
      Map<ActionId, ActionFacts> files, Map<ActionId, ActionFacts> logs) {
    TreeMap<ActionId, ActionFacts> all = new TreeMap<>();
    logs.forEach(
        (id, facts) -> {
          ActionFacts file = files.get(id);
          if (file != null) {
            all.put(id, file.merge(facts));
          } else if (facts.ended()) {
            all.put(id, facts);
          }
        });
    files.forEach(all::putIfAbsent);
    return all;
  }
}
