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
   * What the hub knows of them. What an edge told its own people without the hub is no decision of
   * the hub's: it counts for nothing here (RULES N4).
   *
   * @param files as they stand in the folders
   * @param logs as the logs tell them
   */
  public static SortedMap<ActionId, ActionFacts> of(
      Map<ActionId, ActionFacts> files, Map<ActionId, ActionFacts> logs) {
    SortedMap<ActionId, ActionFacts> all = all(files, logs);
    all.keySet().removeIf(ActionId::isAlone);
    return all;
  }

  /**
   * What a site knows of them without its hub (RULES N2, N3). What waits or is approved at the hub
   * is not at hand here and holds nothing back: the site's alert stands for it, under its id.
   *
   * @param files as they stand in the site's folders
   * @param logs as the site's logs tell them
   * @param slice as the hub told them last
   */
  public static SortedMap<ActionId, ActionFacts> atSite(
      Map<ActionId, ActionFacts> files,
      Map<ActionId, ActionFacts> logs,
      Map<ActionId, ActionFacts> slice) {
    SortedMap<ActionId, ActionFacts> all = all(files, logs);
    slice.forEach(
        (id, facts) -> {
          if (facts.ended()) {
            all.putIfAbsent(id, facts);
          }
        });
    return all;
  }

  private static SortedMap<ActionId, ActionFacts> all(
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
