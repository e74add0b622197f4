package dev.homelab.hub.presence;

import dev.homelab.event.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which nodes are offline, from how long each has been silent while the hub served (RULES W8).
 * Pure.
 *
 * <pre>
 * silence of a node       said of it before   all together                    then
 * ──────────────────────  ──────────────────  ──────────────────────────────  ──────────────
 * beyond its patience     online              half of the nodes or fewer      node_offline
 * beyond its patience     online              more than half, at once         hub_isolated
 * within its patience     offline             any                             node_online
 * within its patience     any                 hub_isolated was said           hub_rejoined
 * </pre>
 */
public final class Judgement {
  private Judgement() {}

  /**
   * A node as it is now.
   *
   * @param silence counted only over time in which the hub itself was serving
   */
  public record Silent(Duration silence, Duration patience) {
    boolean gone() {
      return silence.compareTo(patience) > 0;
    }
  }

  /** What was said before. */
  public record Said(Set<NodeId> offline, boolean isolated) {}

  /** What is to be said now. */
  public record News(
      List<NodeId> offline, List<NodeId> online, boolean isolated, boolean rejoined, Said said) {}

  public static News judge(Map<NodeId, Silent> nodes, Said before) {
    TreeMap<NodeId, Silent> sorted = new TreeMap<>(nodes);
    List<NodeId> gone = new ArrayList<>();
    List<NodeId> back = new ArrayList<>();
    boolean anyAnswers = false;
    for (Map.Entry<NodeId, Silent> node : sorted.entrySet()) {
      boolean known = before.offline().contains(node.getKey());
      anyAnswers |= !node.getValue().gone();
      if (node.getValue().gone() && !known) {
        gone.add(node.getKey());
      } else if (!node.getValue().gone() && known) {
        back.add(node.getKey());
      }
    }
    boolean isolated = sorted.size() > 2 && gone.size() * 2 > sorted.size();
    if (isolated || (before.isolated() && !anyAnswers)) {
      return new News(
          List.of(), back, !before.isolated(), false, new Said(without(before, back), true));
    }
    Set<NodeId> offline = without(before, back);
    offline.addAll(gone);
    return new News(gone, back, false, before.isolated(), new Said(offline, false));
  }

  private static Set<NodeId> without(Said before, List<NodeId> back) {
    Set<NodeId> left = new TreeSet<>(before.offline());
    left.removeAll(back);
    return left;
  }
}
