package dev.homelab.world;

import dev.homelab.event.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The union of what logs say beside conditions. */
final class MergedFacts {
  /** Below this a node's clock counts as right (RULES Y12). */
  private static final long SKEW_IGNORED_MILLIS = 30_000;

  final TreeMap<String, ActionFacts> actions = new TreeMap<>();
  final TreeMap<String, DeploymentFacts> deployments = new TreeMap<>();
  final TreeMap<String, Silence> silences = new TreeMap<>();
  final TreeMap<String, Acknowledgement> acknowledgements = new TreeMap<>();
  final List<FoldState.Skew> skews = new ArrayList<>();
  final List<FoldState.DesiredChange> desiredChanges = new ArrayList<>();

  static MergedFacts of(Collection<LogFold> folds) {
    MergedFacts all = new MergedFacts();
    for (LogFold fold : folds) {
      LogFacts one = fold.facts();
      one.actions().forEach(it -> all.actions.merge(it.id(), it, ActionFacts::merge));
      one.deployments()
          .forEach(it -> all.deployments.merge(it.correlationId(), it, DeploymentFacts::merge));
      one.silences().forEach(it -> all.silences.merge(it.id(), it, Silence::merge));
      one.acknowledgements()
          .forEach(it -> all.acknowledgements.merge(it.incidentId(), it, Acknowledgement::merge));
      all.skews.addAll(one.skews());
      all.desiredChanges.addAll(one.desiredChanges());
    }
    return all;
  }

  Instant corrected(NodeId node, Instant time) {
    return time.minusMillis(ahead(node, time));
  }

  Instant uncorrected(NodeId node, Instant time) {
    return time.plusMillis(ahead(node, time));
  }

  private long ahead(NodeId node, Instant time) {
    FoldState.@Nullable Skew last = null;
    for (FoldState.Skew skew : skews) {
      if (skew.node().equals(node)
          && !skew.from().isAfter(time)
          && (last == null || skew.from().isAfter(last.from()))) {
        last = skew;
      }
    }
    return last == null || Math.abs(last.aheadMillis()) < SKEW_IGNORED_MILLIS
        ? 0
        : last.aheadMillis();
  }
}
