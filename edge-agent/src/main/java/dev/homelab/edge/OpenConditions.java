package dev.homelab.edge;

import dev.homelab.edge.watch.HeldCondition;
import dev.homelab.sync.PollContent;
import dev.homelab.view.Reported;
import java.util.List;

/** What the node's watchers hold open, as its polls tell the hub (RULES Y7). Pure. */
final class OpenConditions {
  private OpenConditions() {}

  static String summary(List<HeldCondition> held) {
    List<Reported.Condition> all =
        held.stream()
            .map(
                condition ->
                    new Reported.Condition(
                        condition.key().service(),
                        condition.key().type(),
                        condition.since(),
                        condition.severity(),
                        condition.message()))
            .toList();
    return Reported.text(all, PollContent.MAX_SUMMARY_BYTES);
  }
}
