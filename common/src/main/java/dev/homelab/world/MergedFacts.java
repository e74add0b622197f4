package dev.homelab.world;

import dev.homelab.action.ActionId;
import dev.homelab.event.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The union of what logs say beside conditions. */
final class MergedFacts {
  /** Below this a node's clock counts as right (RULES Y12). */
  private static final long SKEW_IGNORED_MILLIS = 30_000;

  final TreeMap<ActionId, ActionFacts> actions = new TreeMap<>();
  final TreeMap<String, DeploymentFacts> deployments = new TreeMap<>();
  final TreeMap<String, Silence> silences = new TreeMap<>();
  final TreeMap<String, Acknowledgement> acknowledgements = new TreeMap<>();

  /** What other logs say that people on the spot acknowledged, by log. */
  final TreeMap<NodeId, List<Acknowledgement>> onTheSpot = new TreeMap<>();

  final List<FoldState.Skew> skews = new ArrayList<>();
  final List<FoldState.DesiredChange> desiredChanges = new ArrayList<>();

  /** What the hub and its people say of all nodes counts only where the hub writes it. */
  static MergedFacts of(Map<NodeId, LogFold> folds, NodeId hub) {
    MergedFacts all = new MergedFacts();
    folds.forEach((node, fold) -> all.add(node, fold.facts(), node.equals(hub)));
    return all;
  }

  private void add(NodeId log, LogFacts one, boolean ofHub) {
    one.actions().forEach(it -> actions.merge(it.id(), it, ActionFacts::merge));
    one.deployments()
        .forEach(it -> deployments.merge(it.correlationId(), it, DeploymentFacts::merge));
    if (ofHub) {
      one.silences().forEach(it -> silences.put(it.id(), it));
      one.acknowledgements().forEach(it -> acknowledgements.put(it.incidentId(), it));
      skews.addAll(one.skews());
      desiredChanges.addAll(one.desiredChanges());
    } else {
      onTheSpot.put(log, one.acknowledgements());
    }
  }

  /** A time of a node's clock as the hub's clock would have it. */
  Instant corrected(NodeId node, Instant time) {
    return time.minusMillis(ahead(node, skew -> !skew.begins().isAfter(time)));
  }

  /** A time of the hub's clock as the node's would have it. */
  Instant uncorrected(NodeId node, Instant time) {
    return time.plusMillis(ahead(node, skew -> !skew.from().isAfter(time)));
  }

  private long ahead(NodeId node, Predicate<FoldState.Skew> begun) {
    return skews.stream()
        .filter(skew -> skew.node().equals(node))
        .filter(begun)
        .max(Comparator.comparing(FoldState.Skew::from))
        .map(FoldState.Skew::aheadMillis)
        .filter(ahead -> Math.abs(ahead) >= SKEW_IGNORED_MILLIS)
        .orElse(0L);
  }
}
