package dev.homelab.world;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link LogFold} as plain values: what a snapshot holds (RULES W6). */
public record FoldState(
    NodeId log,
    @Nullable Instant newest,
    @Nullable Instant pruned,
    List<OfSubject> subjects,
    List<ActionFacts> actions,
    List<DeploymentFacts> deployments,
    List<Silence> silences,
    List<Acknowledgement> acknowledgements,
    List<Skew> skews,
    List<DesiredChange> desiredChanges,
    @Nullable Confirmation confirmation,
    List<String> seen) {

  public FoldState {
    subjects = List.copyOf(subjects);
    actions = List.copyOf(actions);
    deployments = List.copyOf(deployments);
    silences = List.copyOf(silences);
    acknowledgements = List.copyOf(acknowledgements);
    skews = List.copyOf(skews);
    desiredChanges = List.copyOf(desiredChanges);
    seen = List.copyOf(seen);
  }

  /** What one log says about one subject. */
  public record OfSubject(
      Subject subject,
      List<Spell> open,
      List<Spell> ended,
      List<EventRef> refs,
      List<Instant> statements) {
    public OfSubject {
      open = List.copyOf(open);
      ended = List.copyOf(ended);
      refs = List.copyOf(refs);
      statements = List.copyOf(statements);
    }
  }

  /** By how much a node's clock was ahead, from a moment of the hub's clock on (RULES Y12). */
  public record Skew(NodeId node, Instant from, long aheadMillis) {
    /** That moment by the node's clock. */
    Instant begins() {
      return from.plusMillis(aheadMillis);
    }
  }

  /** Services that stopped being wanted or monitored at a moment (RULES W5). */
  public record DesiredChange(Subject subject, Instant at) {}
}
