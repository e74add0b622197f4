package dev.homelab.hub.presence;

import dev.homelab.event.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which nodes are offline, from how long each has been silent while the hub served (RULES W8).
 * Pure.
 *
 * <pre>
 * silence of a node       said of it before   the others                      then
 * ──────────────────────  ──────────────────  ──────────────────────────────  ──────────────
 * beyond its patience     online              half of them well, or more      node_offline
 * beyond its patience     online              its host or site is falling     nothing yet
 *                                             silent
 * beyond its patience     online              more than half fell silent, too hub_isolated
 * it answers              offline             any                             node_online
 * it answers              cut off             hub_isolated was said           hub_rejoined
 * </pre>
 *
 * A node that lives has a poll with the hub nearly all of the time, so that one which has been
 * silent for half of its patience counts as fallen silent when another's patience is over: what
 * cuts the hub off ends the polls one after the other. The hub's own node says nothing about that.
 * For the same reason a node waits for those of its site, for its host and for what runs on it:
 * what vanishes together is told together, hosts first.
 */
public final class Judgement {
  private Judgement() {}

  /**
   * A node as it is now.
   *
   * @param silence counted only over time in which the hub itself was serving
   * @param unheard how long ago it was heard; empty where that was before the hub started
   */
  public record Silent(
      Duration silence, Optional<Duration> unheard, Duration patience, Place place) {
    boolean gone() {
      return silence.compareTo(patience) > 0;
    }

    boolean fallenSilent() {
      return silence.multipliedBy(2).compareTo(patience) > 0;
    }

    boolean justNow() {
      return silence.compareTo(patience.multipliedBy(2)) <= 0;
    }

    /** It was heard, and not only not missed: a hub that was away missed nobody. */
    boolean answers() {
      return unheard.filter(ago -> ago.compareTo(patience) <= 0).isPresent() && !gone();
    }
  }

  /**
   * Where a node stands.
   *
   * @param host on which it runs, where it is a virtual machine
   */
  public record Place(String site, Optional<NodeId> host) {}

  /**
   * What was said before.
   *
   * @param cut the nodes that the hub was cut off from and that have not answered since
   */
  public record Said(Set<NodeId> offline, boolean isolated, Set<NodeId> cut) {
    static final Said NOTHING = new Said(Set.of(), false, Set.of());
  }

  /** What is to be said now. */
  public record News(
      List<NodeId> offline, List<NodeId> online, boolean isolated, boolean rejoined, Said said) {}

  /**
   * Judges all nodes together.
   *
   * @param self the hub's own node
   */
  public static News judge(Map<NodeId, Silent> nodes, NodeId self, Said before) {
    TreeMap<NodeId, Silent> sorted = new TreeMap<>(nodes);
    List<NodeId> gone = new ArrayList<>();
    List<NodeId> back = new ArrayList<>();
    Set<NodeId> silent = new TreeSet<>();
    sorted.forEach(
        (node, now) -> {
          boolean known = before.offline().contains(node);
          if (now.gone() && !known) {
            gone.add(node);
          } else if (now.answers() && known) {
            back.add(node);
          }
          if (now.fallenSilent()) {
            silent.add(node);
          }
        });
    Set<NodeId> offline = new TreeSet<>(before.offline());
    back.forEach(offline::remove);
    boolean rejoined = before.isolated() && oneAnswers(sorted, silent, self, before.cut());
    boolean begins = !before.isolated() && isCutOff(sorted, gone, silent, self, before.cut());
    if (begins || (before.isolated() && !rejoined)) {
      List<NodeId> own = gone.stream().filter(self::equals).toList();
      offline.addAll(own);
      Set<NodeId> cut = begins ? silent : before.cut();
      return new News(own, back, begins, false, new Said(offline, true, cut));
    }
    List<NodeId> told =
        gone.stream()
            .filter(node -> !waits(node, sorted, before))
            .sorted(Comparator.comparing(node -> hostOf(node, sorted).isPresent()))
            .toList();
    offline.addAll(told);
    Set<NodeId> excused = new TreeSet<>(before.cut());
    excused.retainAll(silent);
    return new News(told, back, false, rejoined, new Said(offline, false, excused));
  }

  /** Whether another one that may have vanished with it is not judged yet. */
  private static boolean waits(NodeId node, Map<NodeId, Silent> nodes, Said before) {
    return nodes.entrySet().stream()
        .filter(other -> !other.getKey().equals(node) && belong(node, other.getKey(), nodes))
        .filter(other -> !before.offline().contains(other.getKey()))
        .anyMatch(other -> other.getValue().fallenSilent() && !other.getValue().gone());
  }

  private static boolean belong(NodeId one, NodeId other, Map<NodeId, Silent> nodes) {
    return hostOf(one, nodes).filter(other::equals).isPresent()
        || hostOf(other, nodes).filter(one::equals).isPresent()
        || siteOf(one, nodes).equals(siteOf(other, nodes));
  }

  private static Optional<NodeId> hostOf(NodeId node, Map<NodeId, Silent> nodes) {
    return Optional.ofNullable(nodes.get(node)).flatMap(it -> it.place().host());
  }

  private static Optional<String> siteOf(NodeId node, Map<NodeId, Silent> nodes) {
    return Optional.ofNullable(nodes.get(node)).map(it -> it.place().site());
  }

  private static boolean isCutOff(
      Map<NodeId, Silent> nodes,
      List<NodeId> gone,
      Set<NodeId> silent,
      NodeId self,
      Set<NodeId> excused) {
    TreeMap<NodeId, Silent> others = new TreeMap<>(nodes);
    others.remove(self);
    long together =
        others.entrySet().stream()
            .filter(node -> silent.contains(node.getKey()) && !excused.contains(node.getKey()))
            .filter(node -> node.getValue().justNow())
            .count();
    return others.size() > 2
        && gone.stream().anyMatch(node -> !node.equals(self) && !excused.contains(node))
        && together * 2 > others.size();
  }

  /**
   * One of those that were cut off; after a restart of the hub it is not known which these were.
   */
  private static boolean oneAnswers(
      Map<NodeId, Silent> nodes, Set<NodeId> silent, NodeId self, Set<NodeId> cut) {
    return nodes.entrySet().stream()
        .filter(node -> !node.getKey().equals(self))
        .filter(node -> cut.isEmpty() || cut.contains(node.getKey()))
        .anyMatch(node -> node.getValue().answers() && !silent.contains(node.getKey()));
  }
}
