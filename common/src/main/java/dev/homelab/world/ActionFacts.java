package dev.homelab.world;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far an action has come, as logs tell it (RULES A1). Copies in several logs merge by the
 * furthest state, then time, then the log's name (W5).
 *
 * @param state the folder's name: {@code pending}, {@code running}, …
 * @param kind {@code container_restart}, {@code redeploy}, …
 * @param outcome {@code not_needed}, {@code outcome unknown}, …, or null
 * @param started whether it ever ran
 * @param triggers the conditions that it answers, as {@code type} or {@code type/entity}
 */
public record ActionFacts(
    String id,
    Subject subject,
    String kind,
    String state,
    Instant at,
    NodeId log,
    String by,
    @Nullable String outcome,
    boolean started,
    List<String> triggers) {

  static final Comparator<ActionFacts> FURTHEST =
      Comparator.comparingInt((ActionFacts facts) -> rank(facts.state))
          .thenComparing(ActionFacts::at)
          .thenComparing(ActionFacts::log)
          .thenComparing(facts -> facts.outcome == null ? "" : facts.outcome);

  /**
   * The order of RULES A2: pending, approved, rejected or cancelled, running, completed or failed.
   */
  static int rank(String state) {
    return switch (state) {
      case "pending" -> 0;
      case "approved" -> 1;
      case "rejected", "cancelled" -> 2;
      case "running" -> 3;
      case "completed", "failed" -> 4;
      default -> -1;
    };
  }

  public boolean ended() {
    return rank(state) == 2 || rank(state) == 4;
  }

  ActionFacts merge(ActionFacts other) {
    ActionFacts furthest = FURTHEST.compare(this, other) >= 0 ? this : other;
    boolean ran = started || other.started;
    List<String> words = triggers.isEmpty() ? other.triggers : triggers;
    return furthest.started == ran && furthest.triggers.equals(words)
        ? furthest
        : new ActionFacts(
            furthest.id,
            furthest.subject,
            furthest.kind,
            furthest.state,
            furthest.at,
            furthest.log,
            furthest.by,
            furthest.outcome,
            ran,
            words);
  }
}
